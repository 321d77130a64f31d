/// One RTCP packet that was received.
///
/// Lists of variable length stay in the datagram; the values know where and walk over them there.
package enum RTCPPacket: Hashable, Sendable {
    case senderReport(SenderReport)
    case receiverReport(ReceiverReport)
    case sourceDescription(SourceDescription)
    case goodbye(Goodbye)
    case genericNACK(GenericNACK)
    case transportFeedback(TransportFeedback)
    case pictureLossIndication(PictureLossIndication)
    case fullIntraRequest(FullIntraRequest)
    case receiverEstimatedMaximumBitRate(ReceiverEstimatedMaximumBitRate)
    /// Well framed, but of a type that is not used (APP, XR, unknown feedback).
    case ignored(type: UInt8, format: UInt8)

    init(parsing datagram: Span<UInt8>, block: RTCPBlock) throws(MalformedPacket) {
        switch block.type {
        case RTCPBlock.PacketType.senderReport:
            self = .senderReport(try SenderReport(parsing: datagram, block: block))
        case RTCPBlock.PacketType.receiverReport:
            self = .receiverReport(try ReceiverReport(parsing: datagram, block: block))
        case RTCPBlock.PacketType.sourceDescription:
            self = .sourceDescription(try SourceDescription(parsing: datagram, block: block))
        case RTCPBlock.PacketType.goodbye:
            self = .goodbye(try Goodbye(parsing: datagram, block: block))
        case RTCPBlock.PacketType.transportFeedback:
            self = try Self.transportFeedback(datagram, block)
        case RTCPBlock.PacketType.payloadFeedback:
            self = try Self.payloadFeedback(datagram, block)
        default:
            self = .ignored(type: block.type, format: block.format)
        }
    }

    private static func transportFeedback(
        _ datagram: Span<UInt8>,
        _ block: RTCPBlock,
    ) throws(MalformedPacket) -> RTCPPacket {
        switch block.format {
        case GenericNACK.format:
            .genericNACK(try GenericNACK(parsing: datagram, block: block))
        case TransportFeedback.format:
            .transportFeedback(try TransportFeedback(parsing: datagram, block: block))
        default:
            .ignored(type: block.type, format: block.format)
        }
    }

    private static func payloadFeedback(
        _ datagram: Span<UInt8>,
        _ block: RTCPBlock,
    ) throws(MalformedPacket) -> RTCPPacket {
        switch block.format {
        case PictureLossIndication.format:
            return .pictureLossIndication(
                try PictureLossIndication(parsing: datagram, block: block)
            )
        case FullIntraRequest.format:
            return .fullIntraRequest(try FullIntraRequest(parsing: datagram, block: block))
        case ReceiverEstimatedMaximumBitRate.format:
            // Format 15 is any application's; the name inside says whose.
            let estimate = try ReceiverEstimatedMaximumBitRate(parsing: datagram, block: block)
            guard let estimate else { return .ignored(type: block.type, format: block.format) }
            return .receiverEstimatedMaximumBitRate(estimate)
        default:
            return .ignored(type: block.type, format: block.format)
        }
    }
}
