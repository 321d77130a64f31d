/// What is wrong with the name of a room or of a participant, for people.
struct NameFault: Error {
    let reason: String
}

extension Conference {
    package static let maximumRoomNameLength = 64
    package static let maximumParticipantNameLength = 64

    /// A room's name stands in links: letters, digits, `-`, `_` and `.`, 1…64 of them.
    static func checkRoomName(_ name: String) throws(NameFault) {
        guard (1...maximumRoomNameLength).contains(name.utf8.count) else {
            throw NameFault(reason: "a room's name has 1 to \(maximumRoomNameLength) characters")
        }
        let isAllowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isAllowed else {
            throw NameFault(
                reason: "a room's name is made of letters, digits, '-', '_' and '.'"
            )
        }
    }

    /// A participant's name, without the space around it; nobody is nameless.
    static func participantName(_ name: String) throws(NameFault) -> String {
        let trimmed = name.drop(while: \.isWhitespace)
        let end = trimmed.lastIndex { !$0.isWhitespace }
        guard let end else { return "Guest" }
        let result = String(trimmed[...end])
        guard result.count <= maximumParticipantNameLength, result.utf8.count <= 1024 else {
            throw NameFault(
                reason: "a name has at most \(maximumParticipantNameLength) characters"
            )
        }
        guard !result.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw NameFault(reason: "a name has no control characters") }
        return result
    }
}
