import FoundationEssentials
import Media

/// A message from the server that a bot acts on.
enum SignalingMessage: Sendable {
    case joined(Joined)
    case answer(id: Int?, sdp: String)
    case rosterJoined(Person)
    case rosterLeft(String)
    case layout(MosaicLayout)
    case error(code: String, message: String, about: String?)
    case bye(reason: String)
    /// Anything else.
    case other

    struct Joined: Sendable {
        var participant: String
        var roster: [Person]
        var layout: MosaicLayout?
    }

    /// Somebody in the room.
    struct Person: Hashable, Sendable, Decodable {
        var participant: String
        var name: String
    }
}

extension SignalingMessage {
    private struct Envelope: Decodable { let type: String }

    private struct Roster: Decodable {
        struct Left: Decodable { let participant: String }
        let joined: Person?
        let left: Left?
    }

    private struct Welcome: Decodable {
        let participant: String
        let roster: [Person]
        let layout: Layout?
    }

    private struct Answer: Decodable {
        let id: Int?
        let sdp: String
    }

    private struct Complaint: Decodable {
        let code: String
        let message: String
        let about: String?
    }

    private struct Farewell: Decodable { let reason: String }

    private struct Layout: Decodable {
        struct Region: Decodable {
            let participant: String
            let x: Int
            let y: Int
            let w: Int
            let h: Int
            let fit: String

            var isSound: Bool { [x, y, w, h].allSatisfy { (0...16_384).contains($0) } }

            var mosaic: MosaicLayout.Region {
                MosaicLayout.Region(
                    participant: participant,
                    rect: PixelRect(x: x, y: y, width: w, height: h),
                    isContained: fit == "contain",
                )
            }
        }

        let width: Int
        let height: Int
        let rtpTimestamp: UInt32?
        let regions: [Region]

        var mosaic: MosaicLayout? {
            guard (1...16_384).contains(width), (1...16_384).contains(height),
                regions.allSatisfy(\.isSound)
            else { return nil }
            return MosaicLayout(
                size: PixelSize(width: width, height: height),
                regions: regions.map(\.mosaic),
                rtpTimestamp: rtpTimestamp,
            )
        }
    }

    /// Reads one JSON object; types and fields that are not known are ignored.
    ///
    /// - Throws: `DecodingError`.
    init(json: Data) throws {
        let decoder = JSONDecoder()
        switch try decoder.decode(Envelope.self, from: json).type {
        case "joined":
            let welcome = try decoder.decode(Welcome.self, from: json)
            self = .joined(
                Joined(
                    participant: welcome.participant,
                    roster: welcome.roster,
                    layout: welcome.layout?.mosaic,
                )
            )
        case "answer":
            let answer = try decoder.decode(Answer.self, from: json)
            self = .answer(id: answer.id, sdp: answer.sdp)
        case "roster":
            let roster = try decoder.decode(Roster.self, from: json)
            if let person = roster.joined {
                self = .rosterJoined(person)
            } else if let left = roster.left {
                self = .rosterLeft(left.participant)
            } else {
                self = .other
            }
        case "layout":
            let layout = try decoder.decode(Layout.self, from: json)
            self = layout.mosaic.map { .layout($0) } ?? .other
        case "error":
            let error = try decoder.decode(Complaint.self, from: json)
            self = .error(code: error.code, message: error.message, about: error.about)
        case "bye":
            self = .bye(reason: try decoder.decode(Farewell.self, from: json).reason)
        default:
            self = .other
        }
    }
}

/// What a bot says to the server.
enum SignalingRequest: Sendable, Encodable {
    case join(room: String, name: String)
    case offer(id: Int, sdp: String)
    case leave

    private enum Key: String, CodingKey { case type, room, name, id, sdp }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .join(let room, let name):
            try container.encode("join", forKey: .type)
            try container.encode(room, forKey: .room)
            try container.encode(name, forKey: .name)
        case .offer(let id, let sdp):
            try container.encode("offer", forKey: .type)
            try container.encode(id, forKey: .id)
            try container.encode(sdp, forKey: .sdp)
        case .leave:
            try container.encode("leave", forKey: .type)
        }
    }
}
