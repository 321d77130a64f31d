import NIOCore
import Testing

@testable import Server

@Suite struct PlainRequestTests {
    private func answer(_ texts: String...) -> String? {
        var request = PlainRequest()
        var answer: String?
        for text in texts where answer == nil {
            var bytes = ByteBuffer(string: text)
            answer = request.take(&bytes)
        }
        return answer
    }

    @Test(arguments: [
        (
            "GET /r/lobby HTTP/1.1\r\nHost: 192.0.2.7:8080\r\n\r\n",
            "https://192.0.2.7:8080/r/lobby",
        ),
        ("GET / HTTP/1.1\r\nhost:[2001:db8::1]:80\r\n\r\n", "https://[2001:db8::1]:80/"),
        (
            "POST /join/a?name=%41 HTTP/1.0\nX: y\nHOST: \tb.example\n\n",
            "https://b.example/join/a?name=%41",
        ),
    ])
    func aRequestIsSentToTheSecureAddress(head: String, location: String) {
        let text = answer(head)
        #expect(text?.hasPrefix("HTTP/1.1 307 Temporary Redirect\r\n") == true)
        #expect(text?.contains("\r\nLocation: \(location)\r\n") == true)
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: evil.example/x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET //evil.example HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / SPDY\r\nHost: a\r\n\r\n",
        "GET /\u{1} HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\n\r\n",
        "nonsense\n\n",
    ])
    func whatIsNoRequestIsRefused(head: String) {
        let text = answer(head)
        #expect(text?.hasPrefix("HTTP/1.1 400 Bad Request\r\n") == true)
        #expect(text?.contains("Location") == false)
    }

    @Test func theHeadMayComeInPieces() {
        #expect(answer("G", "ET /a HT", "TP/1.1\r\nHost: a\r") == nil)
        #expect(
            answer("G", "ET /a HT", "TP/1.1\r\nHost: a\r", "\n\r\n")?.contains("//a/a") == true
        )
    }

    @Test func anEndlessHeadIsNotWaitedFor() {
        let line = "X: " + String(repeating: "y", count: 1021) + "\r\n"
        let lines = String(repeating: line, count: 8)
        #expect(answer(String(lines.dropLast(64))) == nil)
        #expect(answer(lines)?.hasPrefix("HTTP/1.1 400") == true)
        #expect(answer(lines + lines)?.hasPrefix("HTTP/1.1 400") == true)
    }
}
