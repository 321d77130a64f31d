import Compositing
import Media
import Scheduling

extension Room {
    /// After a snapshot the picture of an unwatched room is composed on for so long: whoever looks
    /// in repeatedly, a list with thumbnails for instance, then gets the next ones at once.
    private static let pose = Interval.seconds(10)
    /// How long the participants' pictures may take to come: each sender is asked for a key frame.
    ///
    /// After that the snapshot shows placeholders for those that are missing.
    private static let patience = Interval.seconds(2)
    /// How long the first picture of a room that nobody watched may take on a busy machine.
    private static let limit = Interval.seconds(8)
    private static let look = Duration.milliseconds(20)
    private static let thread = "tess-jpeg"

    /// A JPEG file of what the room looks like now.
    ///
    /// A room that nobody watches has no picture: it is composed for the purpose, and for a while
    /// afterwards. Those who ask at the same time get the same file.
    ///
    /// - Returns: nil if no picture came about in time, or the room has closed.
    func snapshot() async -> [UInt8]? {
        let task: Task<[UInt8]?, Never>
        if let exposure {
            task = exposure
        } else {
            task = Task { await expose() }
            exposure = task
        }
        return await task.value
    }

    private func expose() async -> [UInt8]? {
        defer { exposure = nil }
        guard !isClosed else { return nil }
        let isWatched = !plan.videoDeliveries.isEmpty
        if !isWatched { pose() }
        guard let picture = await picture(awaitsAll: !isWatched) else { return nil }
        return await BlockingWork.run(Self.thread) { try? JPEG.encode(picture) }
    }

    private func pose() {
        posesUntil = MonotonicClock.now() + Self.pose
        perform([.replan])
    }

    /// A copy of the picture, so that the compositor soon has its own back.
    ///
    /// - Parameter awaitsAll: whether to give the participants' first pictures time to come.
    private func picture(awaitsAll: Bool) async -> FullRangePicture? {
        let began = MonotonicClock.now()
        var snapshot = await graph.snapshot(of: .room)
        while !isClosed {
            let waited = MonotonicClock.now() - began
            guard waited < (snapshot == nil ? Self.limit : Self.patience) else { break }
            if let snapshot, snapshot.isComplete || !awaitsAll { break }
            try? await Task.sleep(for: Self.look)
            snapshot = await graph.snapshot(of: .room)
        }
        guard let picture = snapshot?.picture else { return nil }
        return await BlockingWork.run(Self.thread) { FullRangePicture(picture) }
    }
}
