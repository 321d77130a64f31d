import HTTPTypes
import Hummingbird

/// Pages of other origins (Fetch §3.2).
extension SessionRoutes {
    func checkOrigin(of request: Request) throws {
        let origin = request.headers[.origin]
        guard origins.admits(origin: origin, host: request.head.authority) else {
            throw Problem(.forbidden, "this origin is not allowed")
        }
    }

    /// Lets a page of a listed origin read the response, also where it is a refusal.
    func share(_ request: Request, _ body: () async throws -> Response) async throws -> Response {
        var response: Response
        do {
            response = try await body()
        } catch let problem as Problem {
            response = problem.response
        }
        guard let origin = request.headers[.origin], origins.isListed(origin) else {
            return response
        }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] =
            "Location, ETag, Link, Accept-Post, Accept-Patch, Allow, Retry-After"
        response.headers[.vary] = "Origin"
        return response
    }

    /// `OPTIONS`: what may be asked, of anybody and of pages.
    func preflight(
        _ request: Request,
        _ allowed: [HTTPRequest.Method],
        accepts: (name: HTTPField.Name, type: String),
    ) -> Response {
        let methods = allowed.map(\.rawValue).sorted().joined(separator: ", ")
        var headers: HTTPFields = [.allow: methods, accepts.name: accepts.type]
        // RFC 9725 §4.6: not where it is only a browser's question beforehand.
        if request.headers[.accessControlRequestMethod] == nil {
            appendICEServers(to: &headers)
        }
        if let origin = request.headers[.origin], origins.isListed(origin) {
            headers[.accessControlAllowOrigin] = origin
            headers[.accessControlAllowMethods] = methods
            headers[.accessControlAllowHeaders] = "Content-Type, Authorization, If-Match, Link"
            headers[.vary] = "Origin"
        }
        return Response(status: .ok, headers: headers)
    }
}
