import HTTPTypes
import Hummingbird

/// What every response says, so that a browser does no more with it than is meant.
///
/// A route that needs more (a page runs scripts) says so itself.
struct SecurityHeaders<Context: RequestContext>: RouterMiddleware {
    /// Whether browsers are told to come by https only, for a year (RFC 6797): not with a
    /// certificate that nobody has signed, as then they would not come at all.
    let keepsHTTPS: Bool

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response,
    ) async throws -> Response {
        var response = try await next(request, context)
        var standard: [(HTTPField.Name, String)] = [
            (.xContentTypeOptions, "nosniff"),
            (.referrerPolicy, "no-referrer"),
            (.contentSecurityPolicy, "frame-ancestors 'none'"),
        ]
        if keepsHTTPS { standard.append((.strictTransportSecurity, "max-age=31536000")) }
        for (name, value) in standard where response.headers[name] == nil {
            response.headers[name] = value
        }
        return response
    }
}
