import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// An error as the client sees it: `application/problem+json` (RFC 9457).
struct Problem: Error, HTTPResponseError {
    let status: HTTPResponse.Status
    let detail: String
    var headers: HTTPFields = [:]
    /// For 422: the codecs that would have been understood.
    var supported: [String]?

    init(_ status: HTTPResponse.Status, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    var json: String {
        JSONWriter.object { writer in
            writer.member("type", "about:blank")
            writer.member("title", status.reasonPhrase)
            writer.member("status", status.code)
            if !detail.isEmpty { writer.member("detail", detail) }
            if let supported { writer.array("supported", supported) }
        }
    }

    var response: Response {
        var headers = headers
        headers[.contentType] = "application/problem+json"
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
        } catch let problem as Problem {
            return problem.response
        } catch let error as any HTTPResponseError {
            return Problem(error.status, (error as? HTTPError)?.body ?? "").response
        } catch is CancellationError {
            return Problem.draining.response
        } catch {
            context.logger.error("a request failed: \(error)")
            return Problem(.internalServerError, "").response
        }
    }
}
