import FoundationEssentials

/// Why a text is not a message; says what would be right.
struct MessageFault: Error, Hashable {
    let reason: String
    /// The message's type, if that could be read.
    var type: String?
}

extension ClientMessage {
    private struct Envelope: Decodable { let type: String }
    private struct Offer: Decodable {
        let id: MessageID?
        let sdp: String
    }
    private struct Mute: Decodable {
        let audio: Bool?
        let video: Bool?
    }
    private struct Hand: Decodable { let raised: Bool }
    private struct Share: Decodable { let active: Bool }
    private struct Ping: Decodable { let id: MessageID? }
    private struct Chat: Decodable {
        let text: String
        let to: String?
    }

    /// Reads one JSON object; fields that are not known are ignored.
    init(json: Data) throws(MessageFault) {
        let type: String
        do {
            type = try JSONDecoder().decode(Envelope.self, from: json).type
        } catch {
            throw MessageFault(reason: Self.describe(error))
        }
        do {
            self = try Self.read(type, from: json)
        } catch {
            throw MessageFault(reason: Self.describe(error), type: type)
        }
    }

    private static func read(_ type: String, from json: Data) throws -> ClientMessage {
        let decoder = JSONDecoder()
        switch type {
        case "join":
            return .join(try decoder.decode(Join.self, from: json))
        case "offer":
            let offer = try decoder.decode(Offer.self, from: json)
            return .offer(id: offer.id, sdp: offer.sdp)
        case "candidate":
            return .candidate
        case "mute":
            let mute = try decoder.decode(Mute.self, from: json)
            return .mute(audio: mute.audio, video: mute.video)
        case "hand":
            return .hand(raised: try decoder.decode(Hand.self, from: json).raised)
        case "chat":
            let chat = try decoder.decode(Chat.self, from: json)
            return .chat(text: chat.text, to: chat.to)
        case "share":
            return .share(active: try decoder.decode(Share.self, from: json).active)
        case "ping":
            return .ping(id: try decoder.decode(Ping.self, from: json).id)
        case "view":
            return .view
        case "leave":
            return .leave
        default:
            return .unknown(type)
        }
    }

    private static func describe(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "not a JSON object" }
        switch error {
        case .keyNotFound(let key, _):
            return "the field \"\(key.stringValue)\" is missing"
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            guard let key = context.codingPath.last else { return "not a JSON object" }
            return "the field \"\(key.stringValue)\" must be \(Self.article(type))"
        default:
            return "not a JSON object"
        }
    }

    private static func article(_ type: any Any.Type) -> String {
        switch type {
        case is Bool.Type: "true or false"
        case is String.Type: "a string"
        default: "a \(type)"
        }
    }
}
