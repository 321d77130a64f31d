internal import Codecs
internal import Media

/// Gets decoded or made-up sound into the queue.
extension AudioReceiver {
    /// The shortest gap that is one: Opus counts in 2.5 ms.
    private static let grain = 120
    /// Concealment is heard for 100 ms, the last 20 of them fading.
    static let concealmentSamples = 4800
    private static let fadeSamples = 960
    /// Without any packet for so long, the source counts as stopped.
    static let idleAfterSamples = 5760
    private static let rampSamples = 240
    private static let holdMargin = Interval.milliseconds(10)

    /// Fills up to a frame, with whatever there is.
    mutating func fill(now: Instant) {
        while queue.count < AudioFormat.samplesPerFrame {
            let needed = AudioFormat.samplesPerFrame - queue.count
            guard let expected, let next = slots.first(from: expected) else {
                return fillWithoutPackets(needed, now: now)
            }
            let gap = next.timestamp - decodedUntil
            if next.end <= decodedUntil {
                dropStale(next)
            } else if gap < Self.grain {
                decode(next)
            } else if next.sequence == expected {
                fillPause(gap, needed: needed, now: now)
            } else {
                fillLoss(gap, before: next, needed: needed)
            }
        }
    }

    /// Decodes until two frames wait, as far as nothing is missing.
    ///
    /// - Returns: whether they do.
    mutating func fillAhead() -> Bool {
        while queue.count < 2 * AudioFormat.samplesPerFrame {
            guard let expected, let next = slots.first(from: expected),
                next.sequence == expected, next.end > decodedUntil,
                next.timestamp - decodedUntil < Self.grain
            else { return false }
            decode(next)
        }
        return true
    }

    /// Moves on to a sequence number; what is jumped over is lost.
    mutating func advance(to sequence: Int64) {
        if let expected, sequence > expected { statistics.lost += Int(sequence - expected) }
        expected = sequence
    }

    private mutating func decode(_ packet: PacketSlots.Packet) {
        advance(to: packet.sequence)
        expected = packet.sequence + 1
        slots.take(packet)
        decodedUntil = packet.end
        // An encoder in a pause sends its TOC byte alone, or with one byte (RFC 6716 §2.1.9).
        isPaused = packet.payloadBytes <= 2
        if let time = packet.captureTime { capture = (packet.timestamp, time) }
        var gain = gain
        let added = queue.append(samples: packet.samples) { pcm in
            let samples = slots.withPayload(of: packet) { payload in
                (try? decoder.decode(payload, into: &pcm)) ?? 0
            }
            Self.rampUp(&pcm, samples: samples, gain: &gain)
            return samples
        }
        self.gain = gain
        concealedRun = 0
        content.decoded += added
        guard added < packet.samples else { return }
        statistics.malformed += 1
        makeUp(samples: packet.samples - added)
    }

    /// A packet whose time was filled before it came.
    private mutating func dropStale(_ packet: PacketSlots.Packet) {
        slots.take(packet)
        advance(to: packet.sequence)
        expected = packet.sequence + 1
        statistics.late += 1
        statistics.lost += 1
    }

    /// The timestamps jump and the sequence numbers do not: the source paused.
    ///
    /// A pause takes up what the delay has too much.
    private mutating func fillPause(_ gap: Int64, needed: Int, now: Instant) {
        let samples = Int(min(gap, Int64(needed)))
        let excess = delay(now: now) - targetDelay - AudioFormat.frameDuration
        let surplus = excess.ticks(clockRate: AudioFormat.sampleRate)
        let shortened = max(0, min(surplus, gap - Int64(samples)))
        decodedUntil += Int64(samples) + shortened
        makeUp(samples: samples)
        content.settleAsSilence()
    }

    private mutating func fillLoss(_ gap: Int64, before next: PacketSlots.Packet, needed: Int) {
        let redundant = slots.withPayload(of: next, Redundancy.isPresent) ? next.samples : 0
        guard gap <= redundant else {
            // Whole grains; the last one may go a little beyond.
            let alone = Int(min(gap - Int64(redundant), Int64(needed)))
            let samples = (max(1, alone) + Self.grain - 1) / Self.grain * Self.grain
            decodedUntil += Int64(samples)
            makeUp(samples: samples)
            return
        }
        recover(samples: Int(gap) / Self.grain * Self.grain, before: next)
    }

    private mutating func recover(samples: Int, before next: PacketSlots.Packet) {
        decodedUntil = next.timestamp
        var gain = gain
        let added = queue.append(samples: samples) { pcm in
            let restored = slots.withPayload(of: next) { payload in
                (try? decoder.decodeFEC(payload, samples: samples, into: &pcm)) ?? 0
            }
            Self.rampUp(&pcm, samples: restored, gain: &gain)
            return restored
        }
        self.gain = gain
        guard added == samples else { return makeUp(samples: samples - added) }
        statistics.recovered += 1
        concealedRun = 0
        content.decoded += added
    }

    /// Nothing waits at all: late, lost, paused or stopped, which only the future tells.
    private mutating func fillWithoutPackets(_ needed: Int, now: Instant) {
        let isShort = delay(now: now) < targetDelay + Self.holdMargin
        // With little delay the packets are probably on their way: wait for them. With enough,
        // they are lost; and in a pause time goes on.
        if isPaused || !isShort { decodedUntil += Int64(needed) }
        makeUp(samples: needed)
        if isPaused { content.settleAsSilence() }
    }

    /// Appends concealment, which fades to silence; it moves no media time.
    mutating func makeUp(samples: Int) {
        var run = concealedRun
        var remaining = samples
        while remaining > 0 {
            let piece = min(remaining, AudioFormat.samplesPerFrame)
            queue.append(samples: piece) { pcm in
                Self.conceal(piece, run: run, by: &decoder, into: &pcm)
                return piece
            }
            run += piece
            remaining -= piece
        }
        if concealedRun < Self.concealmentSamples {
            content.concealed += samples
        } else {
            content.silent += samples
        }
        concealedRun = run
        if run >= Self.concealmentSamples { gain = 0 }
    }

    private static func conceal(
        _ samples: Int,
        run: Int,
        by decoder: inout OpusDecoder,
        into pcm: inout MutableSpan<Float>,
    ) {
        var made = 0
        if run < concealmentSamples, samples >= grain {
            let whole = samples / grain * grain
            made = (try? decoder.conceal(samples: whole, into: &pcm)) ?? 0
        }
        for index in (2 * made)..<(2 * samples) { pcm[index] = 0 }
        guard run + samples > concealmentSamples - fadeSamples else { return }
        for sample in 0..<made {
            let left = concealmentSamples - run - sample
            let gain = Float(max(0, min(left, fadeSamples))) / Float(fadeSamples)
            pcm[2 * sample] *= gain
            pcm[2 * sample + 1] *= gain
        }
    }

    /// Lets sound after silence begin without a click.
    private static func rampUp(
        _ pcm: inout MutableSpan<Float>,
        samples: Int,
        gain: inout Float,
    ) {
        guard gain < 1 else { return }
        for sample in 0..<samples {
            gain = min(1, gain + 1 / Float(rampSamples))
            pcm[2 * sample] *= gain
            pcm[2 * sample + 1] *= gain
        }
    }
}

/// What a frame was made of, in samples.
struct FrameContent {
    var decoded = 0
    var concealed = 0
    var silent = 0

    var isSilent: Bool { decoded == 0 && concealed == 0 && silent > 0 }

    /// What was made up stands for a pause, not for loss.
    mutating func settleAsSilence() {
        silent += concealed
        concealed = 0
    }
}
