import Foundation

/// Requests to the server's API, by the program `curl`.
enum Curl {
    /// - Returns: the status, and the body if there is one; nil if nobody answers.
    static func request(
        _ method: String = "GET",
        _ url: String,
        json: String? = nil,
    ) -> (status: Int, body: Data)? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/curl")
        process.arguments =
            ["--silent", "--max-time", "10", "--request", method, "--write-out", "\n%{http_code}"]
            + (json.map { ["--header", "Content-Type: application/json", "--data", $0] } ?? [])
            + [url]
        let output = Pipe()
        process.standardOutput = output
        guard (try? process.run()) != nil,
            let data = try? output.fileHandleForReading.readToEnd()
        else { return nil }
        process.waitUntilExit()
        guard process.terminationStatus == 0, let end = data.lastIndex(of: UInt8(ascii: "\n")),
            let status = Int(String(decoding: data[(end + 1)...], as: UTF8.self))
        else { return nil }
        return (status, data[..<end])
    }
}
