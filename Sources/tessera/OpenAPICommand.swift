import ArgumentParser
import Server

/// `tessera openapi`.
struct OpenAPICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi",
        abstract: "Print the OpenAPI 3.1 document that the server serves at /openapi.json.",
    )

    func run() {
        print(OpenAPI.document(version: Tessera.version))
    }
}
