import Conference
import HTTPTypes
import Hummingbird
import JSON
import Logging
import NIOCore
import NIOHTTP1

/// An error as the client sees it: `application/problem+json` (RFC 9457).
struct Problem: Error, HTTPResponseError {
    static let mediaType = "application/problem+json"

    let status: HTTPResponse.Status
    /// What programs tell problems of the same status apart by; nil where the status says it all.
    let kind: Kind?
    let detail: String
    var headers: HTTPFields = [:]
    /// What would have been understood: codecs for instance.
    var supported: [String]?
    /// What is wrong with single fields, all at once.
    var faults: [FieldFault] = []

    init(_ status: HTTPResponse.Status, _ detail: String) {
        self.init(status, nil, detail)
    }

    init(_ status: HTTPResponse.Status, _ kind: Kind?, _ detail: String) {
        self.status = status
        self.kind = kind
        self.detail = detail
    }

    var json: String {
        JSONWriter.object { writer in
            writer.member("type", kind?.type ?? "about:blank")
            writer.member("title", kind?.title ?? status.reasonPhrase)
            writer.member("status", status.code)
            if !detail.isEmpty { writer.member("detail", detail) }
            if let supported { writer.array("supported", supported) }
            if !faults.isEmpty {
                writer.array("errors", faults) { writer, fault in
                    writer.member("pointer", fault.pointer)
                    writer.member("reason", fault.reason)
                }
            }
        }
    }

    var response: Response {
        var headers = headers
        headers[.contentType] = Self.mediaType
        headers[.cacheControl] = "no-store"
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: json)),
        )
    }

    func response(from request: Request, context: some RequestContext) -> Response {
        response
    }
}

/// Turns every error of a handler into a `Problem`.
struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response,
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let response = Problem(any: error, logger: context.logger).response
            return request.method == .head ? response.createHeadResponse() : response
        }
    }
}

extension Problem {
    /// What a client is told of any error; those that are not its own fault are logged.
    init(any error: any Error, logger: Logger) {
        switch error {
        case let problem as Problem:
            self = problem
        case let error as any HTTPResponseError:
            self.init(error.status, (error as? HTTPError)?.body ?? "")
        case let error as AdministrationError:
            self.init(error)
        case is CancellationError:
            self = .draining
        case is HTTPParserError, is ChannelError:
            // The other side went away, or sent what is not HTTP: nothing is wrong here.
            self.init(.badRequest, "the request did not come to its end")
        default:
            logger.error("a request failed: \(error)")
            self.init(.internalServerError, "")
        }
    }
}
