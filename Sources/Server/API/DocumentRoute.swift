import HTTPTypes
import Hummingbird
import NIOCore

/// `/openapi.json`.
struct DocumentRoute: Sendable {
    let version: String

    func add(to routes: inout RouteTable) {
        let document = ByteBuffer(string: OpenAPI.document(version: version))
        routes.add(.readDocument) { _, _ in
            Response(
                status: .ok,
                headers: [
                    .contentType: "application/json",
                    .cacheControl: "no-cache",
                    // It says nothing about this server that the program's source does not.
                    .accessControlAllowOrigin: "*",
                ],
                body: ResponseBody(byteBuffer: document),
            )
        }
    }
}
