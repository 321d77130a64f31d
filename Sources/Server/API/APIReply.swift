import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// A response of the API, as a value: it can be kept and given again.
struct APIReply: Hashable, Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields = [:]
    var body: [UInt8] = []

    static let noContent = APIReply(status: .noContent)

    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> APIReply {
        APIReply(
            status: status,
            headers: [.contentType: "application/json"],
            body: Array(value.json.utf8),
        )
    }

    init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    init(_ problem: Problem) {
        self.init(
            status: problem.status,
            headers: problem.headers,
            body: Array(problem.json.utf8),
        )
        headers[.contentType] = Problem.mediaType
    }

    var response: Response {
        var headers = headers
        // What an administrator sees is nobody else's: no cache keeps it, no other site embeds it.
        headers[.cacheControl] = "no-store"
        headers[.crossOriginResourcePolicy] = "same-origin"
        guard status != .noContent else { return Response(status: status, headers: headers) }
        let body = ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        return Response(status: status, headers: headers, body: body)
    }
}
