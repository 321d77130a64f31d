import ICE
import JSON
import Media
import Peer

// Names and units are those of W3C webrtc-stats where it has them.

extension PeerStatistics {
    var json: JSONValue {
        [
            "remoteAddress": path.map { .text("\($0.remote)") } ?? nil,
            "pathChanges": .integer(pathChanges),
            "packetsReceived": .integer(datagramsReceived),
            "bytesReceived": .integer(bytesReceived),
            "packetsSent": .integer(datagramsSent),
            "bytesSent": .integer(bytesSent),
            "packetsDiscarded": .integer(dropped.total),
            "currentRoundTripTime": roundTripTime.map { .number($0.seconds) } ?? nil,
            "availableOutgoingBitrate": remoteEstimate.map { .integer($0.bitsPerSecond) } ?? nil,
            "inbound": .array(received.map(\.json)),
            "outbound": .array(sent.map(\.json)),
        ]
    }
}

extension ReceivedTrackStatistics {
    fileprivate var json: JSONValue {
        [
            "kind": .text(kind.name),
            "packetsReceived": .integer(packets),
            "bytesReceived": .integer(bytes),
            "framesReceived": .integer(units),
            "keyFramesReceived": .integer(keyFrames),
            "packetsLost": .integer(packetsLost),
            "packetsRepaired": .integer(packetsRepaired),
            "jitter": .number(jitter.seconds),
            "nackCount": .integer(nacksSent),
            "pliCount": .integer(keyFrameRequestsSent),
            "framesDropped": .integer(framesDropped),
        ]
    }
}

extension SentTrackStatistics {
    fileprivate var json: JSONValue {
        [
            "kind": .text(kind.name),
            "packetsSent": .integer(packets),
            "bytesSent": .integer(bytes),
            "framesSent": .integer(units),
            "keyFramesSent": .integer(keyFrames),
            "retransmittedPacketsSent": .integer(retransmissions),
            "nackCount": .integer(nacksReceived),
            "pliCount": .integer(keyFrameRequestsReceived),
            "fractionLost": .number(fractionLost),
            "packetsLost": .integer(packetsLost),
            "jitter": .number(jitter.seconds),
        ]
    }
}

/// The schemas of a connection.
enum ConnectionSchemas {
    static let connection = Schema.object(
        "A participant's connection, as the server sees it.",
        required: [
            SchemaMember(
                name: "remoteAddress",
                schema: Schema.nullable(Schema.text("Where we send to.")),
            ),
            count("pathChanges", "How often that changed."),
            count("packetsReceived", "Datagrams that came in."),
            count("bytesReceived", "In those."),
            count("packetsSent", "Datagrams that went out."),
            count("bytesSent", "In those."),
            count("packetsDiscarded", "What was of no use: malformed, replayed, too late."),
            SchemaMember(
                name: "currentRoundTripTime",
                schema: Schema.nullable(Schema.number("Seconds there and back.")),
            ),
            SchemaMember(
                name: "availableOutgoingBitrate",
                schema: Schema.nullable(
                    Schema.count("What the other side believes to get through.")
                ),
            ),
            SchemaMember(name: "inbound", schema: Schema.array(of: inbound, "What it sends.")),
            SchemaMember(name: "outbound", schema: Schema.array(of: outbound, "What it gets.")),
        ],
    )

    private static let inbound = Schema.object(
        "A stream that the participant sends.",
        required: [
            SchemaMember(name: "kind", schema: MediaKind.schema),
            count("packetsReceived", "RTP packets."),
            count("bytesReceived", "In those."),
            count("framesReceived", "Pictures, or packets of sound."),
            count("keyFramesReceived", "Pictures that need no other."),
            lost,
            count("packetsRepaired", "Those that came after all, sent again."),
            jitter,
            count("nackCount", "Packets that were asked for again."),
            count("pliCount", "Key frames that were asked for."),
            count("framesDropped", "Pictures that were given up."),
        ],
    )

    private static let outbound = Schema.object(
        "A stream that the participant gets, and what it says of it.",
        required: [
            SchemaMember(name: "kind", schema: MediaKind.schema),
            count("packetsSent", "RTP packets."),
            count("bytesSent", "In those."),
            count("framesSent", "Pictures, or packets of sound."),
            count("keyFramesSent", "Pictures that need no other."),
            count("retransmittedPacketsSent", "Packets that were sent again."),
            count("nackCount", "Packets that it asked for again."),
            count("pliCount", "Key frames that it asked for."),
            SchemaMember(
                name: "fractionLost",
                schema: Schema.number(in: 0...1, "Of the packets of the last interval."),
            ),
            lost,
            jitter,
        ],
    )

    private static let lost = SchemaMember(
        name: "packetsLost",
        schema: Schema.integer("RFC 3550 A.3: below zero where packets came twice."),
    )
    private static let jitter = StatisticsSchemas.amount("jitter", "Seconds, RFC 3550 A.8.")

    private static func count(_ name: String, _ description: String) -> SchemaMember {
        StatisticsSchemas.count(name, description)
    }
}
