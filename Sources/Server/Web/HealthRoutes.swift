import HTTPTypes
import Hummingbird
import NIOCore

/// What load balancers ask: `/healthz` whether the process answers, `/readyz` whether it takes people.
struct HealthRoutes: Sendable {
    let readiness: Readiness

    func add(to routes: inout RouteTable) {
        routes.add(.isAlive) { _, _ in plain(.ok, "ok\n") }
        routes.add(.isReady) { _, _ in
            readiness.isDraining
                ? plain(.serviceUnavailable, "draining\n") : plain(.ok, "ready\n")
        }
    }

    private func plain(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)),
        )
    }
}
