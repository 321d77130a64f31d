/// What is wrong with the name of a room or of a participant.
package struct NameFault: Error {
    /// For people.
    package let reason: String
}

extension Conference {
    package static let maximumRoomNameLength = 64
    package static let maximumParticipantNameLength = 64

    /// A room's name stands in links: letters, digits, `-`, `_` and `.`, 1…64 of them,
    /// neither `.` nor `..`.
    package static func checkRoomName(_ name: String) throws(NameFault) {
        guard (1...maximumRoomNameLength).contains(name.utf8.count) else {
            throw NameFault(reason: "a room's name has 1 to \(maximumRoomNameLength) characters")
        }
        guard !isPathStep(name) else {
            throw NameFault(reason: "a room cannot be called '\(name)': links leave that out")
        }
        guard name.utf8.allSatisfy(isNameByte) else {
            throw NameFault(
                reason: "a room's name is made of letters, digits, '-', '_' and '.'"
            )
        }
    }

    /// Whether a text means a place relative to another one where it stands in a path.
    ///
    /// RFC 3986 §5.2.4: browsers take `.` and `..` out of a link before they ask for it.
    package static func isPathStep(_ name: String) -> Bool { name == "." || name == ".." }

    /// Whether a byte may stand in a name that stands in links.
    package static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."):
            true
        default: false
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
