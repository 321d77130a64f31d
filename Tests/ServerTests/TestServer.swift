import HTTPTypes
import JSON
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOPosix
import ServiceLifecycle

@testable import Server

/// A live server on a port of its own, before a `Parlour` and a `Bureau`.
struct TestServer: Sendable {
    let port: Int
    let parlour: Parlour
    let bureau: Bureau
    let readiness: Readiness
    let web: WebServer
    let group: ServiceGroup

    var host: String { "127.0.0.1:\(port)" }

    /// Runs a server as long as `body` runs; returns when it is down.
    static func run(
        _ change: (inout WebServerConfiguration) -> Void = { _ in },
        _ body: @Sendable (TestServer) async throws -> Void,
    ) async throws {
        var configuration = WebServerConfiguration()
        configuration.port = 0
        change(&configuration)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let parlour = Parlour()
        let bureau = Bureau()
        let readiness = Readiness()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let web = WebServer(
            configuration: configuration,
            reception: parlour,
            administration: bureau,
            readiness: readiness,
            logger: logger,
            onRunning: { port.yield($0) },
        )
        let group = ServiceGroup(services: [web], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await number in ports {
                let server = TestServer(
                    port: number,
                    parlour: parlour,
                    bureau: bureau,
                    readiness: readiness,
                    web: web,
                    group: group,
                )
                try await body(server)
                break
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// One request on a connection of its own.
    func request(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ headers: HTTPFields = [:],
        body: String? = nil,
        host: String? = nil,
    ) async throws -> Reply {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let sync = channel.pipeline.syncOperations
                    try sync.addHTTPClientHandlers()
                    try sync.addHandler(HTTP1ToHTTPClientCodec())
                    return try NIOAsyncChannel<HTTPResponsePart, HTTPRequestPart>(
                        wrappingChannelSynchronously: channel
                    )
                }
            }
        let authority = host ?? self.host
        var head = HTTPRequest(method: method, scheme: "http", authority: authority, path: path)
        head.headerFields = headers
        if let body { head.headerFields[.contentLength] = String(body.utf8.count) }
        let request = head
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(.head(request))
            if let body { try await outbound.write(.body(ByteBuffer(string: body))) }
            try await outbound.write(.end(nil))
            var reply = Reply()
            for try await part in inbound {
                switch part {
                case .head(let head):
                    reply.status = head.status.code
                    reply.headers = head.headerFields
                case .body(let bytes):
                    reply.body += String(buffer: bytes)
                case .end:
                    return reply
                }
            }
            return reply
        }
    }
}

struct Reply: Sendable {
    var status = 0
    var headers: HTTPFields = [:]
    var body = ""

    /// The body as JSON.
    func json() throws -> JSONValue { try JSONValue(parsing: Array(body.utf8)) }
}
