import Conference
import JSON

extension ServerMessage {
    /// One JSON object, `type` first.
    var json: String {
        JSONWriter.object { writer in
            writer.member("type", type)
            write(to: &writer)
        }
    }

    private var type: String {
        switch self {
        case .joined: "joined"
        case .answer: "answer"
        case .rosterJoined, .rosterLeft, .rosterUpdated: "roster"
        case .layout: "layout"
        case .speaker: "speaker"
        case .levels: "levels"
        case .chat: "chat"
        case .pong: "pong"
        case .error: "error"
        case .bye: "bye"
        }
    }

    private func write(to writer: inout JSONWriter) {
        switch self {
        case .joined(let welcome):
            welcome.write(to: &writer)
        case .answer(let id, let sdp):
            writer.member("id", id)
            writer.member("sdp", sdp)
        case .rosterJoined(let entry):
            writer.object("joined") { entry.write(to: &$0) }
        case .rosterLeft(let participant):
            writer.object("left") { $0.member("participant", participant.rawValue) }
        case .rosterUpdated(let entry):
            writer.object("updated") { entry.write(to: &$0) }
        case .layout(let layout):
            layout.write(to: &writer)
        case .speaker(let participant):
            writer.nullable("participant", participant?.rawValue)
        case .levels(let levels):
            writer.object("levels") { writer in
                for (participant, level) in levels.sorted(by: { $0.key < $1.key }) {
                    writer.member(participant.rawValue, level)
                }
            }
        case .pong(let id):
            writer.member("id", id)
        case .chat(let from, let text, let isPrivate):
            writer.member("from", from.rawValue)
            writer.member("text", text)
            writer.member("private", isPrivate)
        case .error(let complaint):
            complaint.write(to: &writer)
        case .bye(let reason):
            writer.member("reason", reason)
        }
    }
}

extension ServerMessage.Welcome {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("participant", participant.rawValue)
        writer.member("room", room)
        // The server's own candidates are in its answers.
        writer.array("iceServers", iceServers) { $1.write(to: &$0) }
        writer.member("resume", resume)
        writer.array("roster", roster) { $1.write(to: &$0) }
        writer.object("layout") { layout.write(to: &$0) }
        writer.nullable("speaker", speaker?.rawValue)
    }
}

extension ServerMessage.Complaint {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("code", code.rawValue)
        writer.member("message", message)
        writer.member("about", about)
        writer.member("id", id)
        writer.member("retryAfter", retryAfterSeconds)
        if let supported { writer.array("supported", supported) }
    }
}

extension JSONWriter {
    mutating func member(_ key: String, _ value: MessageID?) {
        switch value {
        case .number(let number): member(key, number)
        case .text(let text): member(key, text)
        case nil: break
        }
    }
}

extension JSONWriter {
    /// A member that is always there, null where there is nothing.
    fileprivate mutating func nullable(_ key: String, _ value: String?) {
        if value == nil { null(key) } else { member(key, value) }
    }
}
