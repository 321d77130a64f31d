import HTTPTypes
import Hummingbird

extension Router where Context == WebContext {
    /// Answers the usual other methods of a path with 405 and what is allowed (RFC 9110 §15.5.6).
    func refuseOtherMethods(_ path: RouterPath, allowed: Set<HTTPRequest.Method>) {
        let names = allowed.map(\.rawValue).sorted().joined(separator: ", ")
        let all: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        for method in all where !allowed.contains(method) {
            on(path, method: method) { _, _ -> Response in
                var problem = Problem(.methodNotAllowed, "allowed here: \(names)")
                problem.headers[.allow] = names
                throw problem
            }
        }
    }
}
