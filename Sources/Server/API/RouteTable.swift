import HTTPTypes
import Hummingbird

/// The routes of the server, and what the OpenAPI document says of each.
///
/// Every route goes through here, those of pages too (which are not in the document), so that the
/// methods of a path are known: any other is answered with 405, and OPTIONS with what is allowed.
struct RouteTable {
    typealias Handler = @Sendable (Request, WebContext) async throws -> Response

    struct Route: Sendable {
        let method: HTTPRequest.Method
        /// With parameters in braces.
        let path: String
        /// Nil for what the document leaves out.
        let endpoint: Endpoint?
    }

    private let router: Router<WebContext>
    private(set) var routes: [Route] = []

    init(keepsHTTPS: Bool) {
        // RFC 9110 §9.3.2: HEAD is GET without the body.
        router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: SecurityHeaders(keepsHTTPS: keepsHTTPS))
        router.add(middleware: ProblemMiddleware())
    }

    /// Adds the route of an endpoint.
    mutating func add(_ endpoint: Endpoint, _ handler: @escaping Handler) {
        let route = Route(method: endpoint.method, path: endpoint.path, endpoint: endpoint)
        add(route, handler)
    }

    /// Adds a route that the document leaves out: a page, a preflight, the signaling socket.
    mutating func add(
        undocumented method: HTTPRequest.Method,
        _ path: String,
        _ handler: @escaping Handler,
    ) {
        add(Route(method: method, path: path, endpoint: nil), handler)
    }

    private mutating func add(_ route: Route, _ handler: @escaping Handler) {
        routes.append(route)
        router.on(RouterPath(route.path), method: route.method, use: handler)
    }

    /// The router, complete.
    func makeRouter() -> Router<WebContext> {
        // Added last, it stands only before what no route answers.
        router.add(middleware: MethodMiddleware(AllowedMethods(routes)))
        return router
    }
}

/// Which methods each path has.
struct AllowedMethods: Sendable {
    private struct Pattern: Sendable {
        let parts: [Substring]
        var methods: Set<HTTPRequest.Method>
        /// What a body may be, by method, for `Accept-Post` and `Accept-Patch`.
        var types: [HTTPRequest.Method: [String]] = [:]
    }

    private var patterns: [Pattern] = []

    init(_ routes: [RouteTable.Route]) {
        for route in routes {
            let parts = route.path.split(separator: "/")
            let index = patterns.firstIndex { $0.parts == parts } ?? patterns.endIndex
            if index == patterns.endIndex {
                patterns.append(Pattern(parts: parts, methods: [.options]))
            }
            patterns[index].methods.insert(route.method)
            if route.method == .get { patterns[index].methods.insert(.head) }
            patterns[index].types[route.method] = route.endpoint?.body?.types
        }
    }

    /// The headers that tell what a path allows; nil for a path that is not there.
    func headers(for path: String) -> HTTPFields? {
        let parts = path.split(separator: "/")
        let fitting = patterns.filter { Self.fits($0.parts, parts) }
        // `/join/x` stands before `/join/{room}`.
        let pattern = fitting.max { Self.literals($0.parts) < Self.literals($1.parts) }
        guard let pattern else { return nil }
        let names = pattern.methods.map(\.rawValue).sorted().joined(separator: ", ")
        var headers: HTTPFields = [.allow: names]
        headers[.acceptPost] = pattern.types[.post]?.joined(separator: ", ")
        headers[.acceptPatch] = pattern.types[.patch]?.joined(separator: ", ")
        return headers
    }

    private static func fits(_ pattern: [Substring], _ parts: [Substring]) -> Bool {
        pattern.count == parts.count
            && zip(pattern, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }

    private static func literals(_ pattern: [Substring]) -> Int {
        pattern.count { !$0.hasPrefix("{") }
    }
}

/// Answers what no route does: OPTIONS, other methods with 405 (RFC 9110 §15.5.6), and 404.
struct MethodMiddleware: RouterMiddleware {
    typealias Context = WebContext

    private let allowed: AllowedMethods

    init(_ allowed: AllowedMethods) { self.allowed = allowed }

    func handle(
        _ request: Request,
        context: WebContext,
        next: (Request, WebContext) async throws -> Response,
    ) async throws -> Response {
        guard let headers = allowed.headers(for: request.uri.path) else {
            return try await next(request, context)
        }
        if request.method == .options {
            return Response(status: .noContent, headers: headers)
        }
        let names = headers[.allow] ?? ""
        var problem = Problem(.methodNotAllowed, "allowed here: \(names)")
        problem.headers = headers
        throw problem
    }
}
