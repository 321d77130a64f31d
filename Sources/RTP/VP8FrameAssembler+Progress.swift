import Media

extension VP8FrameAssembler {
    /// What stands at the cursor.
    private enum Scan {
        /// The frame's packets are all there, up to but not including `scanned`.
        case complete
        /// Its next packet has not come.
        case incomplete
        /// What is there cannot be a frame.
        case broken
    }

    /// Hands out all frames that can be.
    ///
    /// - Parameter inserted: the packet that came, if one did.
    mutating func advance(inserted: Int64?, now: Instant, into ring: RecordRing) -> Int {
        var frames = 0
        while !isWaiting || beginKeyFrame(at: inserted) {
            switch scan() {
            case .complete:
                frames += handOut(now: now, into: ring)
            case .incomplete:
                guard passLostPadding() || overtake(with: inserted) else { return frames }
            case .broken:
                dropBroken()
            }
        }
        return frames
    }

    /// Waiting: goes on with the key frame that a packet begins.
    private mutating func beginKeyFrame(at inserted: Int64?) -> Bool {
        guard let inserted, let cursor, inserted >= cursor, content(of: inserted) == .media else {
            return false
        }
        let index = index(of: inserted)
        guard slots[index].startsKeyFrame else {
            // A frame that depends on others, and none has come: no use in waiting.
            if slots[index].startsFrame { askAt = nil }
            return false
        }
        isWaiting = false
        askAt = nil
        move(to: inserted)
        return true
    }

    /// Leaves what cannot be a frame behind, so that it is not begun with again.
    private mutating func dropBroken() {
        counters.brokenFrames += 1
        cursor = cursor.map { max($0 + 1, scanned) }
        waitForKeyFrame()
    }

    /// Drops everything until the start of a key frame comes.
    mutating func waitForKeyFrame() {
        isWaiting = true
        askAt = nil
        lossPending = true
    }

    /// The next frame begins at (or after padding at) this packet.
    mutating func move(to sequence: Int64) {
        cursor = sequence
        scanned = sequence
        scannedBytes = 0
    }

    /// When the packet that is waited for was noticed to be missing; nil if it is just not sent yet.
    var gapNoticed: Instant? {
        guard !isWaiting, content(of: scanned) == .missing else { return nil }
        return slots[index(of: scanned)].instant
    }

    /// Goes on over the packets of the next frame; each packet is looked at once.
    private mutating func scan() -> Scan {
        guard let cursor else { return .incomplete }
        var first = cursor
        while hasCome(scanned) {
            let index = index(of: scanned)
            if slots[index].content == .padding {
                scanned += 1
                if first == scanned - 1 {
                    first = scanned
                    self.cursor = scanned
                }
                continue
            }
            if scanned == first {
                guard slots[index].startsFrame else { return .broken }
            } else if slots[index].startsFrame {
                // RFC 7741 §4.1 demands a marker; some senders leave it out.
                return .complete
            } else if slots[index].timestamp != slots[self.index(of: first)].timestamp {
                return .broken
            }
            scannedBytes += slots[index].count
            scanned += 1
            guard scannedBytes <= Self.maximumFrameBytes else { return .broken }
            if slots[index].isMarked { return .complete }
        }
        return .incomplete
    }

    /// Writes the complete frame at the cursor, or drops it if it cannot be decoded.
    private mutating func handOut(now: Instant, into ring: RecordRing) -> Int {
        guard let cursor else { return 0 }
        let first = slots[index(of: cursor)]
        let range = cursor..<scanned
        let byteCount = scannedBytes
        move(to: scanned)
        lastPictureID = first.pictureID
        followOrientation(first, range)
        guard isDecodable(first) else {
            counters.skippedFrames += 1
            return 0
        }
        noteLayer(of: first)
        guard write(first, range: range, byteCount: byteCount, into: ring) else {
            counters.refusedFrames += 1
            waitForKeyFrame()
            return 0
        }
        lossPending = false
        counters.frames += 1
        if first.startsKeyFrame { counters.keyFrames += 1 }
        return 1
    }

    /// 3GPP TS 26.114 §7.4.5: told with each key frame, and with others when it changes.
    private mutating func followOrientation(_ first: Slot, _ range: Range<Int64>) {
        if first.startsKeyFrame { orientation = .upright }
        for sequence in range {
            let slot = slots[index(of: sequence)]
            if slot.content == .media, let told = slot.orientation { orientation = told }
        }
    }

    private func write(
        _ first: Slot,
        range: Range<Int64>,
        byteCount: Int,
        into ring: RecordRing,
    ) -> Bool {
        var arrival = first.instant
        for sequence in range { arrival = max(arrival, slots[index(of: sequence)].instant) }
        var unit = CodedUnit(kind: .video, timestamp: first.timestamp, instant: arrival)
        unit.isKeyFrame = first.startsKeyFrame
        unit.followsLoss = lossPending
        unit.orientation = orientation
        let timestamp = RTPTimestamp(UInt32(truncatingIfNeeded: first.timestamp))
        unit.captureTime = senderClock.time(of: timestamp)
        return ring.write(unit, payloadBytes: byteCount) { destination in
            copy(range, into: &destination)
        }
    }

    /// Between two frames: if the next frame that is there has the next PictureID, then what is
    /// missing before it was padding.
    private mutating func passLostPadding() -> Bool {
        guard let cursor, scanned == cursor, let lastPictureID else { return false }
        var next = cursor
        while next <= highest, content(of: next) != .media { next += 1 }
        guard next > cursor, next <= highest else { return false }
        let slot = slots[index(of: next)]
        guard slot.startsFrame, slot.pictureID == lastPictureID.next,
            isNear(next, slot.pictureID)
        else { return false }
        move(to: next)
        return true
    }

    /// While something is missing: goes on with a complete key frame behind it.
    private mutating func overtake(with inserted: Int64?) -> Bool {
        guard let inserted, let cursor, inserted > cursor else { return false }
        guard let start = startOfKeyFrame(with: inserted), start > cursor,
            isComplete(from: start)
        else { return false }
        counters.abandonedGaps += 1
        lossPending = true
        move(to: start)
        return true
    }

    /// The start of the key frame that a packet belongs to, if all is there from it to the packet.
    private func startOfKeyFrame(with sequence: Int64) -> Int64? {
        guard let cursor else { return nil }
        var start = sequence
        while start > cursor, hasCome(start) {
            let slot = slots[index(of: start)]
            if slot.startsFrame { return slot.startsKeyFrame ? start : nil }
            if start < sequence, slot.isMarked { return nil }
            start -= 1
        }
        return nil
    }

    /// Whether all packets from a frame's start to its marker are there.
    private func isComplete(from start: Int64) -> Bool {
        var next = start
        while hasCome(next) {
            let slot = slots[index(of: next)]
            if next > start, slot.startsFrame { return true }
            if slot.content == .media, slot.isMarked { return true }
            next += 1
        }
        return false
    }

    /// Whether a short PictureID cannot have gone all its way round since the cursor.
    func isNear(_ sequence: Int64, _ pictureID: VP8PayloadDescriptor.PictureID?) -> Bool {
        pictureID?.isLong ?? false || sequence - (cursor ?? sequence) < 128
    }
}
