package import Media

extension AudioReceiver {
    /// How far under the target the delay may be, and how far over it besides a tick's 20 ms.
    private static let tolerance = Interval.milliseconds(5)
    private static let frame = AudioFormat.frameDuration
    /// Below this a frame counts as silence, where a change of the delay is not heard.
    private static let quietLevel: Float = -50
    /// So far over the target, the delay is lowered in speech too.
    private static let urgentExcess = Interval.milliseconds(60)
    /// Frames between two changes within speech.
    private static let urgentSpacing = 5
    /// More excess than this is dropped at once.
    private static let hopelessExcess = Interval.milliseconds(200)

    /// Writes the frame that is mixed at `now`; call it for each tick, 20 ms apart.
    ///
    /// - Parameters:
    ///   - now: the tick's own instant, not the moment at which a thread got to it.
    ///   - frame: `AudioFormat.valuesPerFrame` values.
    package mutating func pull(now: Instant, into frame: inout MutableSpan<Float>) -> PulledFrame {
        precondition(frame.count == AudioFormat.valuesPerFrame, "a frame has a fixed length")
        content = FrameContent()
        framesSinceChange = min(framesSinceChange + 1, 1000)
        dropHopeless(now: now)
        guard phase == .playing || start(now: now) else { return pause(into: &frame) }
        let position = playedUntil
        if shouldAdd(now: now) {
            addFrame()
        } else if shouldSkip(now: now) {
            skipFrame(into: &frame)
            return finish(frame.span, position: position, now: now)
        } else {
            fill(now: now)
        }
        queue.withFirstFrame { first in
            for index in 0..<AudioFormat.valuesPerFrame { frame[index] = first[index] }
        }
        queue.removeFirstFrame()
        return finish(frame.span, position: position, now: now)
    }

    /// How long after the fastest packets' arrival the next frame is played.
    package func delay(now: Instant) -> Interval { delay(of: playedUntil, now: now) }

    /// The media time of the next sample that is played.
    private var playedUntil: Int64 { decodedUntil - Int64(queue.count) }

    private func delay(of timestamp: Int64, now: Instant) -> Interval {
        let mediaTime = Self.time(timestamp).nanoseconds
        return Interval(nanoseconds: now.nanoseconds &- mediaTime &- (transit.baseline ?? 0))
    }

    /// Begins to play once the first waiting packet is due; skips what is older than needed.
    private mutating func start(now: Instant) -> Bool {
        guard var first = slots.first(from: expected ?? 0) else { return false }
        let due = targetDelay - Self.tolerance
        guard delay(of: first.timestamp, now: now) >= due else { return false }
        while delay(of: first.timestamp, now: now) > targetDelay + Self.frame,
            let next = slots.first(from: first.sequence + 1),
            delay(of: next.timestamp, now: now) >= due
        {
            slots.take(first)
            statistics.discarded += 1
            advance(to: first.sequence)
            expected = first.sequence + 1
            first = next
        }
        advance(to: first.sequence)
        decodedUntil = first.timestamp
        queue.removeAll()
        concealedRun = 0
        gain = 0
        phase = .playing
        return true
    }

    /// Silence while nothing is due.
    private mutating func pause(into frame: inout MutableSpan<Float>) -> PulledFrame {
        for index in 0..<frame.count { frame[index] = 0 }
        statistics.silentFrames += 1
        lastLevel = AudioLevel.silence
        var pulled = PulledFrame.silence
        pulled.playoutOffset = playoutOffset
        return pulled
    }

    private mutating func finish(
        _ frame: Span<Float>,
        position: Int64,
        now: Instant,
    ) -> PulledFrame {
        lastLevel = AudioLevel.rms(frame)
        var pulled = PulledFrame(kind: .speech, level: lastLevel)
        if content.concealed > 0 {
            pulled.kind = .concealed
            statistics.concealedFrames += 1
        } else if content.isSilent {
            pulled.kind = .silence
            statistics.silentFrames += 1
        }
        if let capture {
            let time = capture.time + Self.time(position - capture.timestamp)
            pulled.captureTime = time
            playoutOffset = PlayoutOffset(of: time, playedAt: now)
        }
        pulled.playoutOffset = playoutOffset
        if concealedRun >= Self.idleAfterSamples { phase = .idle }
        return pulled
    }

    private func shouldAdd(now: Instant) -> Bool {
        guard queue.count < AudioFormat.samplesPerFrame, concealedRun == 0 else { return false }
        let shortage = targetDelay - delay(now: now)
        guard shortage > Self.tolerance else { return false }
        if lastLevel < Self.quietLevel { return framesSinceChange > 1 }
        return shortage > Self.frame && framesSinceChange > Self.urgentSpacing
    }

    /// Appends a frame that advances nothing.
    private mutating func addFrame() {
        framesSinceChange = 0
        statistics.addedFrames += 1
        // After silence there is nothing to continue.
        if gain == 0 { concealedRun = Self.concealmentSamples }
        makeUp(samples: AudioFormat.samplesPerFrame)
        // Made up, but nothing is missing.
        concealedRun = 0
        content = FrameContent()
    }

    /// Whether to leave a frame out; two frames are decoded then.
    private mutating func shouldSkip(now: Instant) -> Bool {
        let excess = delay(now: now) - targetDelay
        guard excess > Self.frame + Self.tolerance, concealedRun == 0 else { return false }
        let isUrgent = excess > Self.urgentExcess && framesSinceChange > Self.urgentSpacing
        let isQuiet = lastLevel < Self.quietLevel && framesSinceChange > 1
        guard isUrgent || isQuiet, fillAhead() else { return false }
        return isUrgent || queue.withFirstFrame(AudioLevel.rms) < Self.quietLevel
    }

    /// Fades the next frame into the one after it: the cut makes no click.
    private mutating func skipFrame(into frame: inout MutableSpan<Float>) {
        framesSinceChange = 0
        statistics.skippedFrames += 1
        queue.withFirstFrame { first in
            for index in 0..<AudioFormat.valuesPerFrame { frame[index] = first[index] }
        }
        queue.removeFirstFrame()
        queue.withFirstFrame { second in
            let step = 1 / Float(AudioFormat.samplesPerFrame)
            for sample in 0..<AudioFormat.samplesPerFrame {
                let weight = Float(sample) * step
                let (left, right) = (2 * sample, 2 * sample + 1)
                frame[left] += (second[left] - frame[left]) * weight
                frame[right] += (second[right] - frame[right]) * weight
            }
        }
        queue.removeFirstFrame()
    }

    /// After a burst of old packets: goes on at the first that is about in time.
    private mutating func dropHopeless(now: Instant) {
        guard phase == .playing, delay(now: now) - targetDelay > Self.hopelessExcess else { return }
        var last: PacketSlots.Packet?
        while let packet = slots.first(from: expected ?? 0),
            delay(of: packet.end, now: now) - targetDelay > Self.frame / 2
        {
            slots.take(packet)
            statistics.discarded += 1
            advance(to: packet.sequence)
            expected = packet.sequence + 1
            last = packet
        }
        guard let last else { return }
        queue.removeAll()
        decodedUntil = last.end
        gain = 0
    }
}
