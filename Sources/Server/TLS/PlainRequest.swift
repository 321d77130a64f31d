import NIOCore

/// A request in plain HTTP at a port that speaks HTTPS: read as far as is needed to say where to go.
struct PlainRequest {
    /// More of a head than this is not waited for.
    static let maximumBytes = 8 << 10

    private var text: [UInt8] = []

    var isEmpty: Bool { text.isEmpty }

    /// Takes bytes that came.
    ///
    /// - Returns: the answer, once the head is there or will not come.
    mutating func take(_ bytes: inout ByteBuffer) -> String? {
        let count = min(bytes.readableBytes, Self.maximumBytes - text.count)
        text += bytes.readBytes(length: count) ?? []
        let head = String(decoding: text, as: UTF8.self)
        guard let end = head.firstRange(of: "\r\n\r\n") ?? head.firstRange(of: "\n\n") else {
            return text.count < Self.maximumBytes ? nil : Self.refusal
        }
        return Self.answer(to: head[..<end.lowerBound])
    }

    /// 307, so that nothing is remembered: tomorrow the port may speak plain HTTP again.
    private static func answer(to head: Substring) -> String {
        let lines = head.split(whereSeparator: \.isNewline)
        let start = lines.first?.split(separator: " ") ?? []
        guard start.count == 3, start[2].hasPrefix("HTTP/1."), isTarget(start[1]),
            let host = lines.dropFirst().lazy.compactMap(hostHeader).first
        else { return refusal }
        return PlainResponse.text(
            "307 Temporary Redirect",
            "this port speaks HTTPS",
            header: "Location: https://\(host)\(start[1])\r\n",
        )
    }

    private static func hostHeader(_ line: Substring) -> Substring? {
        guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "host" else {
            return nil
        }
        let host = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        let isHost =
            !host.isEmpty
            && host.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || ".:[]-".contains($0))
            }
        return isHost ? host : nil
    }

    /// RFC 9112 §3.2.1, and nothing that a header's value could not hold.
    private static func isTarget(_ text: Substring) -> Bool {
        text.hasPrefix("/") && !text.hasPrefix("//")
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    private static let refusal = PlainResponse.text(
        "400 Bad Request",
        "this port speaks HTTPS only",
    )
}
