/// A response below everything that makes responses: to who speaks plain HTTP where TLS is due, to
/// a connection for which there is no room, to a request that does not end.
enum PlainResponse {
    /// The whole response, after which the connection is closed.
    ///
    /// - Parameters:
    ///   - status: its number and its name.
    ///   - words: the body, without its new line.
    ///   - header: further lines, each with its end.
    static func text(_ status: String, _ words: String, header: String = "") -> String {
        "HTTP/1.1 \(status)\r\n\(header)Content-Type: text/plain; charset=utf-8\r\n"
            + "Content-Length: \(words.utf8.count + 1)\r\nConnection: close\r\n\r\n\(words)\n"
    }
}
