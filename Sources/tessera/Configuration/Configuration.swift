/// Everything that can be configured, with its defaults.
struct Configuration: Hashable, Sendable {
    var httpHost = "127.0.0.1"
    var httpPort = 8080
    var httpOrigins: [String] = []
    var mediaPort = 10000
    var dataFolder = "./data"
    var logLevel = "info"
    var roomCapacity = 50
    var roomLimit = 100
    var opensRooms = true
    var canvasWidth = 1280
    var canvasHeight = 720
    var canvasFramesPerSecond = 30

    static let logLevels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]

    /// All settings, in the order in which they are printed.
    static let settings: [Setting] = [
        .text("http.host", \.httpHost, "address that HTTP and WebSocket listen on"),
        .number("http.port", \.httpPort, in: 0...65535, "their port; 0 takes any free one"),
        .origins("http.origins", \.httpOrigins, "other sites whose pages may use this server"),
        .number("media.port", \.mediaPort, in: 0...65535, "UDP port of all media; 0 takes any"),
        .text("data", \.dataFolder, "folder for what persists"),
        .text("log.level", \.logLevel, oneOf: logLevels, "least important line to log"),
        .number("rooms.capacity", \.roomCapacity, in: 1...1000, "participants a room holds"),
        .number("rooms.limit", \.roomLimit, in: 1...10000, "rooms that may be open at once"),
        .flag("rooms.open", \.opensRooms, "whether joining a room opens it"),
        .number(
            "canvas.width",
            \.canvasWidth,
            in: 160...3840,
            isEven: true,
            "width of the mosaic in pixels",
        ),
        .number(
            "canvas.height",
            \.canvasHeight,
            in: 90...2160,
            isEven: true,
            "height of the mosaic in pixels",
        ),
        .number("canvas.fps", \.canvasFramesPerSecond, in: 1...60, "its frames a second"),
    ]
}
