internal import COpus
package import Media

/// What an Opus encoder is made for.
package struct OpusEncoderConfiguration: Sendable {
    /// What the coder optimises for (RFC 6716 §2.1.1).
    package enum Application: Sendable {
        /// Speech: SILK or hybrid modes, which alone carry in-band FEC.
        case voip
        /// Anything, by CELT where the rate allows: a third of the cost.
        case audio
    }

    /// 1 or 2.
    package var channels: Int
    package var bitRate: BitRate
    package var application: Application
    /// 0…10; 5 costs half of 9 and is hard to tell from it.
    package var complexity = 5
    /// Whether packets repeat the one before coarsely, for listeners who lose some.
    package var inBandFEC: Bool
    /// 0…100; in-band FEC is only spent where loss is expected.
    package var expectedLossPercent: Int

    package init(
        channels: Int = 1,
        bitRate: BitRate = .kilobits(32),
        application: Application = .voip,
        inBandFEC: Bool = true,
        expectedLossPercent: Int = 5,
    ) {
        self.channels = channels
        self.bitRate = bitRate
        self.application = application
        self.inBandFEC = inBandFEC
        self.expectedLossPercent = expectedLossPercent
    }
}

/// A libopus encoder for frames of 20 ms at 48 kHz; it belongs to one lane at a time.
@safe
package struct OpusEncoder: ~Copyable, @unchecked Sendable {
    /// Room that any packet of 20 ms fits in (RFC 6716 §3.2.1: 1,275 bytes and the TOC byte).
    package static let maximumPacketBytes = 1276

    /// Interleaved channels of the PCM that it takes.
    package let channels: Int
    private let encoder: OpaquePointer
    private let live = LiveCount.Token(.encoders)

    /// - Throws: `CodecError.invalidConfiguration` or `.library`.
    package init(_ configuration: OpusEncoderConfiguration) throws(CodecError) {
        guard (1...2).contains(configuration.channels) else {
            throw .invalidConfiguration("channels \(configuration.channels): 1…2")
        }
        let application =
            switch configuration.application {
            case .voip: OPUS_APPLICATION_VOIP
            case .audio: OPUS_APPLICATION_AUDIO
            }
        var status: Int32 = 0
        let encoder = unsafe opus_encoder_create(
            Int32(AudioFormat.sampleRate),
            Int32(configuration.channels),
            application,
            &status,
        )
        guard let encoder = unsafe encoder, status == OPUS_OK else {
            throw .library(.opusEncoderCreate, code: status)
        }
        do throws(CodecError) {
            unsafe try Self.apply(configuration, to: encoder)
        } catch {
            unsafe opus_encoder_destroy(encoder)
            throw error
        }
        channels = configuration.channels
        unsafe self.encoder = encoder
    }

    deinit { unsafe opus_encoder_destroy(encoder) }

    /// Encodes one frame.
    ///
    /// - Parameters:
    ///   - pcm: 960 samples a channel, interleaved, −1…1.
    ///   - packet: room for the packet: `maximumPacketBytes`, or less to force a smaller one.
    /// - Returns: the packet's bytes.
    /// - Throws: `.wrongBufferLength` or `.library`.
    package mutating func encode(
        _ pcm: Span<Float>,
        into packet: inout MutableSpan<UInt8>,
    ) throws(CodecError) -> Int {
        guard pcm.count == AudioFormat.samplesPerFrame * channels else {
            throw .wrongBufferLength(pcm.count)
        }
        let status = unsafe pcm.withUnsafeBufferPointer { values in
            unsafe packet.withUnsafeMutableBufferPointer { bytes in
                guard let samples = values.baseAddress, let room = bytes.baseAddress else {
                    return OPUS_BUFFER_TOO_SMALL
                }
                return unsafe opus_encode_float(
                    encoder,
                    samples,
                    Int32(AudioFormat.samplesPerFrame),
                    room,
                    Int32(bytes.count),
                )
            }
        }
        guard status >= 0 else { throw .library(.opusEncode, code: status) }
        return Int(status)
    }

    /// Changes the rate aimed at from the next frame on; 500 bit/s…512 kbit/s.
    package mutating func setBitRate(_ rate: BitRate) throws(CodecError) {
        unsafe try Self.set(encoder, OPUS_SET_BITRATE_REQUEST, rate.bitsPerSecond)
    }

    /// Changes the loss that in-band FEC is to guard against, 0…100.
    package mutating func setExpectedLoss(percent: Int) throws(CodecError) {
        unsafe try Self.set(encoder, OPUS_SET_PACKET_LOSS_PERC_REQUEST, percent)
    }

    /// See <https://opus-codec.org/docs/opus_api-1.3.1/group__opus__encoderctls.html>.
    private static func apply(
        _ configuration: OpusEncoderConfiguration,
        to encoder: OpaquePointer,
    ) throws(CodecError) {
        unsafe try set(encoder, OPUS_SET_BITRATE_REQUEST, configuration.bitRate.bitsPerSecond)
        unsafe try set(encoder, OPUS_SET_COMPLEXITY_REQUEST, configuration.complexity)
        unsafe try set(encoder, OPUS_SET_INBAND_FEC_REQUEST, configuration.inBandFEC ? 1 : 0)
        unsafe try set(
            encoder,
            OPUS_SET_PACKET_LOSS_PERC_REQUEST,
            configuration.expectedLossPercent,
        )
    }

    private static func set(
        _ encoder: OpaquePointer,
        _ request: Int32,
        _ value: Int,
    ) throws(CodecError) {
        let status = unsafe tessera_opus_encoder_set(encoder, request, Int32(clamping: value))
        guard status == OPUS_OK else { throw .library(.opusEncoderControl, code: status) }
    }
}
