import Compositing
import Media
import Scheduling

extension Room {
    /// After a snapshot the picture of an unwatched room is composed on for so long: whoever looks
    /// in repeatedly, a list with thumbnails for instance, then gets the next ones at once.
    private static let pose = Interval.seconds(10)
    private static let pause = Duration.milliseconds(20)
    /// How many looks the participants' pictures may take to come, two seconds: each sender is asked
    /// for a key frame.
    ///
    /// After that the snapshot shows placeholders for those that are missing. Looks are counted and
    /// not time, since on a busy machine those who look have to wait as well.
    private static let patience = 100
    /// The same for the first picture of a room that nobody watched.
    private static let limit = 400
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
        var snapshot = await graph.snapshot(of: .room)
        var looks = 1
        while !isClosed, looks < (snapshot == nil ? Self.limit : Self.patience) {
            if let snapshot, snapshot.isComplete || !awaitsAll { break }
            try? await Task.sleep(for: Self.pause)
            // However long a busy machine takes, the picture is wanted until it is there.
            if awaitsAll { posesUntil = MonotonicClock.now() + Self.pose }
            snapshot = await graph.snapshot(of: .room)
            looks += 1
        }
        guard let picture = snapshot?.picture else { return nil }
        return await BlockingWork.run(Self.thread) { FullRangePicture(picture) }
    }
}
