import Media
import Synchronization

/// When one bot sent each frame of its pre-encoded pattern, for those who see it in this process.
///
/// A pre-encoded code names its frame and not the time of day; here a receiver finds the time.
package final class CaptureTrace: Sendable {
    /// The last two sendings of each frame; a restart of the clip may follow soon on a sending.
    private let times: Mutex<[(latest: Instant?, former: Instant?)]>

    init(frames: Int) { times = Mutex(Array(repeating: (nil, nil), count: frames)) }

    func note(frame: Int, at instant: Instant) {
        times.withLock { $0[frame] = (instant, $0[frame].latest) }
    }

    /// When a frame that is seen now was captured; nil: never, or there is no such frame.
    func capture(ofFrame frame: Int, seenAt now: Instant) -> Instant? {
        times.withLock { times in
            guard times.indices.contains(frame) else { return nil }
            let (latest, former) = times[frame]
            guard let latest, latest > now else { return latest }
            return former
        }
    }
}

/// The traces of all bots of the process, by the number in their codes.
package final class CaptureLog: Sendable {
    private let traces = Mutex<[UInt8: CaptureTrace]>([:])

    package init() {}

    func open(_ participant: UInt8, frames: Int) -> CaptureTrace {
        let trace = CaptureTrace(frames: frames)
        traces.withLock { $0[participant] = trace }
        return trace
    }

    func close(_ participant: UInt8, _ trace: CaptureTrace) {
        traces.withLock { if $0[participant] === trace { $0[participant] = nil } }
    }

    func trace(of participant: UInt8) -> CaptureTrace? { traces.withLock { $0[participant] } }
}
