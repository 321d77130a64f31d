import HTTPTypes

// What the document says of statistics.

extension Endpoint {
    static let ofStatistics = [readStatistics, readRoomStatistics]

    static let readStatistics = administrative(
        "readStatistics",
        .get,
        "/stats",
        .statistics,
        "See what the server as a whole does",
        [Outcome(.ok, "Its statistics.", .json(Schema.reference("ServerStatistics")))],
    )

    static let readRoomStatistics = administrative(
        "readRoomStatistics",
        .get,
        "/rooms/{room}/stats",
        .statistics,
        "See what a room's connections and stages did so far",
        [Outcome(.ok, "Its statistics.", .json(Schema.reference("RoomStatistics")))],
    ) {
        $0.details = """
            Of each participant, in both directions, what WebRTC's `getStats` names, under the same \
            names and in the same units (times in seconds, rates in bits a second); of each stage, \
            what it costs.
            """
    }
}
