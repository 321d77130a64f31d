import Bots

/// The tables of measured rooms: cost and ratio, where it goes, and how old media are.
struct RoomTables {
    private var costs = Table(
        "Rooms, 720p30 mosaic, 640×360 cameras; CPU ms per second of call",
        [
            "people", "talking", "server", "floor", "ratio", "delivered", "mosaic kbit/s",
            "memory MB",
        ],
    )
    private var threads = Table(
        "Where the server's CPU goes, ms/s by thread",
        ["people", "talking", "audio lanes", "video lanes", "I/O", "HTTP", "other"],
    )
    private var floors = Table(
        "The floor, ms/s",
        ["people", "talking", "decode", "scale", "compose", "encode", "sound", "SRTP"],
    )
    private var delays = Table(
        "Delays on loopback, ms (playout buffers included)",
        [
            "people", "talking", "glass to glass p50", "p95", "p99", "mouth to ear p50", "p95",
            "p99",
        ],
    )

    var text: String { [costs, threads, floors, delays].map(\.text).joined(separator: "\n") }

    mutating func add(
        _ shape: RoomShape,
        _ room: RoomMeasurement,
        floors runs: [RoomFloor.Cost],
        into results: inout Results,
    ) {
        let label = ["\(shape.people)", "\(shape.talkers)"]
        let floor = runs.map(\.total).reduce(0, +) / Double(runs.count)
        let delivered = room.deliveredShare(shape)
        costs.add(
            label + [
                room.use.total.text(), floor.text(), (room.use.total / floor).text(2),
                "\((delivered * 100).text(1)) %", (runs.last?.mosaicKilobits ?? 0).text(),
                room.use.residentMegabytes.text(),
            ]
        )
        addThreads(label, room.use)
        if let last = runs.last { addFloor(label, last) }
        addDelays(label, room.report)
        let parameters = ["people": label[0], "talking": label[1]]
        results.add("rooms", parameters, "server", room.use.total, "ms/s")
        results.add("rooms", parameters, "floor", floor, "ms/s")
        results.add("rooms", parameters, "ratio", room.use.total / floor, "")
        results.add("rooms", parameters, "delivered", delivered, "")
        for (name, use) in room.use.threads.sorted(by: { $0.key < $1.key }) {
            results.add("rooms", parameters, "thread \(name)", use, "ms/s")
        }
    }

    private mutating func addThreads(_ label: [String], _ use: ProcessUse) {
        func sum(_ prefix: String) -> Double {
            use.threads.filter { $0.key.hasPrefix(prefix) }.values.reduce(0, +)
        }
        let parts = ["tess-a", "tess-v", "tess-io", "NIO"].map(sum)
        let rest = use.total - parts.reduce(0, +)
        threads.add(label + (parts + [max(0, rest)]).map { $0.text(1) })
    }

    private mutating func addFloor(_ label: [String], _ floor: RoomFloor.Cost) {
        let parts = [
            floor.videoDecode, floor.scale, floor.compose, floor.videoEncode, floor.sound,
            floor.cipher,
        ]
        floors.add(label + parts.map { $0.text(1) })
    }

    private mutating func addDelays(_ label: [String], _ report: LoadReport) {
        func cells(_ delay: DelayReport?) -> [String] {
            guard let delay else { return ["–", "–", "–"] }
            return [delay.p50, delay.p95, delay.p99].map { "\($0)" }
        }
        let picture = report.bots.lazy.compactMap { $0.picture?.shown }.first
        let sound = report.bots.lazy.compactMap { $0.sound?.delay }.first
        delays.add(label + cells(picture) + cells(sound))
    }
}
