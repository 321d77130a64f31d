package import Media

/// What a lane carries; fixed for a lane's life.
///
/// Each CPU has a worker thread for either class, so that the kernel puts sound before pictures.
package enum LaneClass: Sendable, Hashable, CaseIterable {
    /// Steps of less than 1 ms; real-time threads where the system allows it.
    case audio
    /// Steps up to tens of milliseconds; never real-time.
    case video
}

/// An actor that works in steps on a lane: a decoder, a mixer, a compositor, an encoder.
///
/// A step is a plain synchronous call on the lane's worker, without a task, while other code
/// reaches the same actor with an ordinary `await`. A conforming actor declares nothing but
/// `lane` and `step`; its executor is the lane.
package protocol Stage: Actor {
    /// The lane that runs the steps and the awaited calls.
    nonisolated var lane: Lane { get }

    /// Does what there is to do, without blocking; called once for one or more signals.
    ///
    /// - Parameter now: when the step started.
    func step(now: Instant)
}

extension Stage {
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe lane.asUnownedSerialExecutor()
    }
}
