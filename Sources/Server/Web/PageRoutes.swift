import Conference
import HTTPTypes
import Hummingbird
import NIOCore

/// The pages and what they are made of; all of it is in the program itself.
struct PageRoutes: Sendable {
    /// What is served where: a further file in `Pages` is a line here.
    static let files: [(path: String, name: String, bytes: [UInt8])] = [
        ("/", "home.html", PackageResources.home_html),
        ("/r/{room}", "room.html", PackageResources.room_html),
        ("/assets/call.js", "call.js", PackageResources.call_js),
        ("/assets/chat.js", "chat.js", PackageResources.chat_js),
        ("/assets/devices.js", "devices.js", PackageResources.devices_js),
        ("/assets/home.js", "home.js", PackageResources.home_js),
        ("/assets/icon.svg", "icon.svg", PackageResources.icon_svg),
        ("/assets/layout.js", "layout.js", PackageResources.layout_js),
        ("/assets/lobby.js", "lobby.js", PackageResources.lobby_js),
        ("/assets/media.js", "media.js", PackageResources.media_js),
        ("/assets/meter.js", "meter.js", PackageResources.meter_js),
        ("/assets/panels.js", "panels.js", PackageResources.panels_js),
        ("/assets/quality.js", "quality.js", PackageResources.quality_js),
        ("/assets/room.js", "room.js", PackageResources.room_js),
        ("/assets/roster.js", "roster.js", PackageResources.roster_js),
        ("/assets/signaling.js", "signaling.js", PackageResources.signaling_js),
        ("/assets/tessera.css", "tessera.css", PackageResources.tessera_css),
        ("/assets/ui.js", "ui.js", PackageResources.ui_js),
    ]

    private static let types = [
        "html": "text/html; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "css": "text/css; charset=utf-8",
        "svg": "image/svg+xml",
    ]

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

    func add(to routes: inout RouteTable) {
        for (path, name, bytes) in Self.files {
            let ending = name.split(separator: ".").last.map { String($0) } ?? ""
            let type = Self.types[ending] ?? "application/octet-stream"
            serve(path, Page(bytes, type: type), &routes)
        }
    }

    /// Refuses a link that browsers never follow; what else is wrong with a name, the page says.
    private static func check(_ context: WebContext) throws {
        guard context.parameters.get("room") != nil else { return }
        let name = try context.pathParameter("room")
        guard Conference.isPathStep(name) else { return }
        do throws(NameFault) {
            try Conference.checkRoomName(name)
        } catch {
            throw Problem(error)
        }
    }

    private func serve(_ path: String, _ page: Page, _ routes: inout RouteTable) {
        routes.add(undocumented: .get, path) { request, context in
            try Self.check(context)
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
