/// What a `PATCH` of a session brings: `application/trickle-ice-sdpfrag` (RFC 8840 §9).
struct TrickleFragment: Hashable {
    struct Fault: Error, Hashable { let reason: String }

    var usernameFragment: String?
    var password: String?
    var candidateCount = 0

    /// Reads the lines that matter; others are ignored as in any session description.
    init(parsing text: String) throws(Fault) {
        var number = 0
        for line in text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline) {
            number += 1
            let bytes = Array(line.utf8.prefix(2))
            guard bytes.count == 2, bytes[1] == UInt8(ascii: "=") else {
                throw Fault(reason: "line \(number) is not a session description line")
            }
            read(line)
        }
        guard number > 0 else { throw Fault(reason: "empty") }
    }

    private mutating func read(_ line: Substring) {
        if let value = line.value(after: "a=ice-ufrag:") {
            usernameFragment = value
        } else if let value = line.value(after: "a=ice-pwd:") {
            password = value
        } else if line.hasPrefix("a=candidate:") {
            candidateCount += 1
        }
    }
}

extension Substring {
    fileprivate func value(after prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
