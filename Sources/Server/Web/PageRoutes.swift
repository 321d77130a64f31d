import HTTPTypes
import Hummingbird
import NIOCore

/// The pages and what they are made of; all of it is in the program itself.
struct PageRoutes: Sendable {
    private struct Page: Sendable {
        let type: String
        let body: ByteBuffer
        let entityTag: String

        init(_ bytes: [UInt8], type: String) {
            self.type = type
            body = ByteBuffer(bytes: bytes)
            entityTag = "\"\(String(Self.hash(bytes), radix: 36))\""
        }

        /// FNV-1a: tells one build's page from another's, which is all that an entity tag must.
        private static func hash(_ bytes: [UInt8]) -> UInt64 {
            bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        }
    }

    /// Only what the server itself serves is loaded, and nobody may put the page in a frame.
    private static let contentSecurityPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
        "connect-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    func add(to router: Router<WebContext>) {
        let html = "text/html; charset=utf-8"
        let script = "text/javascript; charset=utf-8"
        serve("/", Page(PackageResources.home_html, type: html), router)
        serve("/r/{room}", Page(PackageResources.room_html, type: html), router)
        serve("/assets/home.js", Page(PackageResources.home_js, type: script), router)
        serve("/assets/room.js", Page(PackageResources.room_js, type: script), router)
        let style = Page(PackageResources.tessera_css, type: "text/css; charset=utf-8")
        serve("/assets/tessera.css", style, router)
        let icon = Page(PackageResources.icon_svg, type: "image/svg+xml")
        serve("/assets/icon.svg", icon, router)
    }

    private func serve(_ path: RouterPath, _ page: Page, _ router: Router<WebContext>) {
        router.get(path) { request, _ in
            var headers: HTTPFields = [
                .contentType: page.type,
                .eTag: page.entityTag,
                // Kept, but asked for each time: a new build shows at once.
                .cacheControl: "no-cache",
                .contentSecurityPolicy: Self.contentSecurityPolicy,
                .xContentTypeOptions: "nosniff",
                .referrerPolicy: "no-referrer",
                .permissionsPolicy: "camera=(self), microphone=(self), display-capture=(self)",
            ]
            if let known = request.headers[.ifNoneMatch], known.contains(page.entityTag) {
                headers[.contentType] = nil
                return Response(status: .notModified, headers: headers)
            }
            return Response(
                status: .ok,
                headers: headers,
                body: ResponseBody(byteBuffer: page.body),
            )
        }
    }
}
