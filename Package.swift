// swift-tools-version: 6.2
import PackageDescription

// The module table of docs/architecture.md, floor by floor. Arrows point down only;
// `swift build --explicit-target-dependency-import-check error` keeps them honest.

/// Rules that hold in every Swift target.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// For the wrappers of C libraries and the parsers: every unsafe expression is marked.
let strict: [SwiftSetting] = house + [.strictMemorySafety()]

/// A Debian library found through pkg-config; its shim header holds what are macros in C.
func system(_ name: String, pkgConfig: String?, apt: String) -> Target {
    .systemLibrary(
        name: name,
        path: "Sources/\(name)",
        pkgConfig: pkgConfig,
        providers: [.apt([apt])],
    )
}

func target(
    _ name: String,
    _ dependencies: [Target.Dependency] = [],
    _ settings: [SwiftSetting] = house,
    resources: [Resource]? = nil,
) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func tests(
    _ name: String,
    _ dependencies: [Target.Dependency] = [],
    exclude: [String] = [],
) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name)] + (name == "Media" ? [] : ["Media"]) + dependencies,
        exclude: exclude,
        swiftSettings: house,
    )
}

let shippedLayouts = [
    "audio-only", "filmstrip", "fixed-1x1", "fixed-2x1", "fixed-2x2", "fixed-3x3", "fixed-4x4",
    "fixed-5x5", "fixed-7x7", "grid", "one-plus-five", "one-plus-nine", "one-plus-seven", "pip",
    "presentation", "side-by-side", "solo", "speaker", "speaker-21", "speaker-33", "speaker-7",
    "stage", "two-speakers-21", "two-three-seven",
]

let collections = Target.Dependency.product(name: "BasicContainers", package: "swift-collections")

let package = Package(
    name: "tessera",
    products: [],
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle.git",
            from: "2.13.0",
        ),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird.git",
            from: "2.28.1",
            traits: [],
        ),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
    ],
    targets: [
        // Floor 0: C.
        system("CVPX", pkgConfig: "vpx", apt: "libvpx-dev"),
        system("COpus", pkgConfig: "opus", apt: "libopus-dev"),
        system("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),
        system("CSRTP", pkgConfig: "libsrtp2", apt: "libsrtp2-dev"),
        system("CSwscale", pkgConfig: "libswscale", apt: "libswscale-dev"),
        system("CYUV", pkgConfig: nil, apt: "libyuv-dev"),
        system("CTurboJPEG", pkgConfig: "libturbojpeg", apt: "libturbojpeg0-dev"),
        system("CPango", pkgConfig: "pangocairo", apt: "libpango1.0-dev"),
        .target(name: "CLinux"),
        // What libsrtp encrypts with.
        .target(name: "CSRTPCrypto", dependencies: ["CSRTP", "COpenSSL"]),

        // Floor 1: units and values.
        target("Media", [], strict),
        target("JSON"),

        // Floor 2: one subject each.
        target("Scheduling", ["Media", "CLinux"], strict),
        target("Codecs", ["Media", "CVPX", "COpus"], strict),
        target(
            "Layout",
            ["Media", "JSON"],
            // The layouts of the folder `layouts/`, through links: an embedded file becomes a
            // constant, whose name cannot begin with a digit.
            resources: shippedLayouts.map { .embedInCode("Catalogue/Shipped/\($0).json") },
        ),
        target("SecureTransport", ["Media", "COpenSSL", "CSRTP", "CSRTPCrypto"], strict),
        target("ICE", ["Media", "SecureTransport", collections], strict),
        target("SDP", ["Media"]),
        target("RTP", ["Media", collections], strict),
        target("Congestion", ["Media", collections]),

        // Floor 3: an endpoint, a sound, a picture.
        target(
            "Peer",
            ["Media", "ICE", "SDP", "RTP", "Congestion", "SecureTransport", collections],
            strict,
        ),
        target("Mixing", ["Media", "Codecs"], strict),
        target(
            "Compositing",
            ["Media", "Scheduling", "CSwscale", "CYUV", "CTurboJPEG", "CPango"],
            strict,
        ),

        // Floor 4: rooms; sockets.
        target(
            "Conference",
            [
                "Media", "JSON", "Peer", "Mixing", "Compositing", "Codecs", "Layout", "Scheduling",
                "SDP", "SecureTransport",
                "ICE",
            ],
        ),
        target(
            "Sockets",
            ["Media", "Peer", "SDP", "ICE", "SecureTransport", "CLinux"],
            strict,
        ),

        // Floors 5 and 6: what the outside sees.
        target(
            "Server",
            [
                "Media", "JSON", "Conference", "Peer", "SDP", "Layout", "ICE",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [
                .embedInCode("Pages")
            ],
        ),
        target(
            "Bots",
            [
                "Media", "Peer", "SDP", "ICE", "SecureTransport", "Sockets", "Scheduling",
                "Codecs", "Mixing", "Compositing",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
        ),
        .executableTarget(
            name: "tessera",
            dependencies: [
                "Media", "JSON", "Server", "Bots", "Conference", "Sockets", "Scheduling", "Layout",
                "SecureTransport", "ICE",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: house,
        ),

        // What fuzzers run; in tests and in the program under Fuzz/ only.
        target(
            "Fuzzing",
            [
                "Media", "JSON", "ICE", "SDP", "RTP", "Congestion", "SecureTransport", "Codecs",
                "Layout", "Peer", "Mixing", "Compositing",
            ],
        ),

        // Tests.
        target("TestKit", ["Media", "Peer", "SDP", "ICE", "SecureTransport", "RTP"]),
        tests("Media"),
        tests("JSON"),
        tests("Scheduling"),
        tests("Codecs"),
        tests("Layout", ["JSON"]),
        tests("SecureTransport"),
        tests("ICE", ["SecureTransport"]),
        tests("SDP"),
        tests("RTP"),
        tests("Congestion"),
        tests("Peer", ["TestKit", "ICE", "SDP", "RTP", "Congestion", "SecureTransport"]),
        tests("Mixing", ["Codecs"]),
        // Golden pictures are read where they lie.
        tests("Compositing", exclude: ["Golden"]),
        tests(
            "Conference",
            [
                "TestKit", "Peer", "SDP", "ICE", "SecureTransport", "Layout", "Scheduling",
                "Codecs",
                "Compositing",
            ],
        ),
        tests("Sockets", ["TestKit", "Peer", "SDP", "ICE", "SecureTransport", "CLinux"]),
        tests(
            "Server",
            [
                "TestKit", "JSON", "Conference", "Layout", "Peer", "SDP", "SecureTransport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
        ),
        tests("Fuzzing", ["TestKit"]),
        .target(name: "CAllocationCounter"),
        .testTarget(
            name: "AllocationTests",
            dependencies: [
                "CAllocationCounter", "TestKit", "Media", "ICE", "SDP", "SecureTransport", "Peer",
                "Codecs", "Mixing", "Compositing", "Layout", "Scheduling", "Conference", "Sockets",
            ],
            swiftSettings: house,
        ),
        tests(
            "Bots",
            ["TestKit", "Peer", "SDP", "ICE", "RTP", "Codecs", "Compositing", "Sockets"],
        ),
        .testTarget(
            name: "ProgramTests",
            dependencies: [
                "tessera", "Conference", "Layout", "ICE", "Scheduling", "SecureTransport", "Server",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house,
        ),
    ],
    swiftLanguageModes: [.v6],
)

// `TESSERA_BENCHMARKS=1 swift build …` builds `Benchmarks/` as well. Its targets are not in the
// package otherwise, so that tests do not pay for them; as a package of its own it could not reach
// what has `package` access.
if Context.environment["TESSERA_BENCHMARKS"] != nil {
    package.targets.append(
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "Media", "Bots", "Codecs", "Compositing", "Layout", "Mixing", "RTP",
                "SecureTransport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks",
            exclude: ["README.md", "Page"],
            swiftSettings: house,
        )
    )
}

extension Package {
    /// Leaves out all targets but some and what they need.
    func keepOnly(_ names: [String]) {
        let targetsByName = Dictionary(uniqueKeysWithValues: targets.map { ($0.name, $0) })
        var kept: Set<String> = []
        func keep(_ name: String) {
            guard kept.insert(name).inserted else { return }
            for dependency in targetsByName[name]?.dependencies ?? [] {
                switch dependency {
                case .targetItem(let name, _), .byNameItem(let name, _): keep(name)
                default: break
                }
            }
        }
        for name in names { keep(name) }
        targets.removeAll { !kept.contains($0.name) }
    }
}

// `TESSERA_ONLY=SchedulingTests swift test …` builds that test target and what it needs, nothing
// else: the run under the thread sanitizer is a second build of all it touches.
if let only = Context.environment["TESSERA_ONLY"] { package.keepOnly([only]) }

// `TESSERA_FUZZ=1 swift build …` (scripts/fuzz) builds the program of Fuzz/ and what it needs, nothing
// else. Of `Server` that is what reads texts, without the HTTP stack.
if Context.environment["TESSERA_FUZZ"] != nil {
    package.targets.removeAll { $0.name == "Server" }
    package.targets += [
        .target(
            name: "Server",
            dependencies: ["JSON"],
            exclude: ["Pages"],
            sources: [
                "TextFuzzTarget.swift", "Messages/ClientMessage.swift",
                "Messages/ClientMessage+JSON.swift", "Web/PercentCoding.swift",
            ],
            swiftSettings: house,
        ),
        .executableTarget(
            name: "fuzz",
            dependencies: ["Fuzzing", "Server"],
            path: "Fuzz/Program",
            // libFuzzer brings `main`.
            swiftSettings: house + [.unsafeFlags(["-parse-as-library"])],
        ),
    ]
    package.keepOnly(["fuzz"])
}
