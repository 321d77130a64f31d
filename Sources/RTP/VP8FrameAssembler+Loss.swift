import Media

// What can be decoded after a loss, known from the payload descriptor only (RFC 7741 §4.2):
//
// - a key frame;
// - after a frame that no other depends on (N) and that alone is incomplete: the frame with the
//   next PictureID;
// - a frame of the base layer (TID 0) whose TL0PICIDX follows the last one that was handed out:
//   the base layer depends on nothing above it;
// - a frame with Y set whose TL0PICIDX is the last one that was handed out: it depends on that
//   base layer frame only.
//
// After one of the last two, a frame of an upper layer is dropped until a frame with Y set makes
// its layer whole again. Without temporal layers only the first two remain.
extension VP8FrameAssembler {
    /// Gives up the packet that is missing next, with the frames that need it.
    mutating func giveUp(now: Instant) {
        counters.abandonedGaps += 1
        lossPending = true
        guard let resumption = resumption() else {
            waitForKeyFrame()
            return
        }
        if resumption.losesLayers { intactLayers = 1 }
        move(to: resumption.sequence)
    }

    /// The first frame behind the gap that can be decoded without it; it may be incomplete itself.
    private func resumption() -> (sequence: Int64, losesLayers: Bool)? {
        guard let cursor, scanned < highest else { return nil }
        let broken = scanned > cursor ? slots[index(of: cursor)] : nil
        for sequence in scanned + 1...highest where content(of: sequence) == .media {
            let slot = slots[index(of: sequence)]
            guard slot.startsFrame else { continue }
            if slot.startsKeyFrame { return (sequence, false) }
            guard isNear(sequence, slot.pictureID) else { continue }
            if let broken, broken.isNonReference, let pictureID = broken.pictureID,
                slot.pictureID == pictureID.next
            {
                return (sequence, false)
            }
            if sequence - cursor < 128, dependsOnBaseOnly(slot) { return (sequence, true) }
        }
        return nil
    }

    /// Whether all that a frame depends on is the base layer that was handed out.
    private func dependsOnBaseOnly(_ slot: Slot) -> Bool {
        guard let layer = slot.layer, let baseLayerIndex = slot.baseLayerIndex,
            let lastBaseLayerIndex
        else { return false }
        return layer.index == 0
            ? baseLayerIndex == lastBaseLayerIndex &+ 1
            : layer.isSync && baseLayerIndex == lastBaseLayerIndex
    }

    /// Whether nothing that a frame depends on was dropped.
    func isDecodable(_ slot: Slot) -> Bool {
        guard !slot.startsKeyFrame, let layer = slot.layer else { return true }
        let lower = UInt8(truncatingIfNeeded: 2 << Int(layer.index) - 1)
        return layer.isSync || intactLayers & lower == lower
    }

    /// Takes note of a frame that is handed out.
    mutating func noteLayer(of slot: Slot) {
        if slot.startsKeyFrame { intactLayers = Self.allLayers }
        guard let layer = slot.layer else {
            lastBaseLayerIndex = slot.baseLayerIndex
            return
        }
        if layer.isSync { intactLayers |= 1 << layer.index }
        if layer.index == 0 { lastBaseLayerIndex = slot.baseLayerIndex }
    }
}
