import Media

extension VP8FrameAssembler {
    /// A place in the ring of packets.
    struct Slot {
        enum Content: UInt8 {
            /// Not heard of (or overwritten by another number).
            case nothing
            /// A later packet showed that this one is missing.
            case missing
            /// It came and carries no media.
            case padding
            case media
        }

        var content = Content.nothing
        var sequence: Int64 = 0
        /// When it came, or when it was noticed to be missing.
        var instant = Instant(nanoseconds: 0)
        var timestamp: Int64 = 0
        /// Bytes of VP8 data.
        var count = 0
        var isMarked = false
        var startsFrame = false
        var startsKeyFrame = false
        var orientation: PictureOrientation?
        var isNonReference = false
        var pictureID: VP8PayloadDescriptor.PictureID?
        var baseLayerIndex: UInt8?
        var layer: VP8PayloadDescriptor.TemporalLayer?
    }

    func index(of sequence: Int64) -> Int { Int(sequence & Int64(capacity - 1)) }

    /// What is known of a packet.
    func content(of sequence: Int64) -> Slot.Content {
        let index = index(of: sequence)
        return slots[index].sequence == sequence ? slots[index].content : .nothing
    }

    /// Whether a packet has come.
    func hasCome(_ sequence: Int64) -> Bool {
        switch content(of: sequence) {
        case .nothing, .missing: false
        case .padding, .media: true
        }
    }

    /// Decides whether a packet is of interest, and makes room for it.
    mutating func accept(_ sequence: Int64, now: Instant) -> Bool {
        guard let cursor else {
            begin(at: sequence, now: now)
            return true
        }
        if sequence < cursor {
            guard sequence < highest - Self.maximumMisorder else {
                counters.late += 1
                return false
            }
            guard sequence == confirmation else {
                confirmation = sequence + 1
                counters.late += 1
                return false
            }
            restart(at: sequence, now: now)
            return true
        }
        confirmation = nil
        if sequence - highest > Int64(capacity) {
            restart(at: sequence, now: now)
            askAt = nil
            return true
        }
        guard !hasCome(sequence) else {
            counters.duplicates += 1
            return false
        }
        makeRoom(for: sequence, now: now)
        return true
    }

    /// The first packet of all; those before it may still come, but nobody waits for them.
    private mutating func begin(at sequence: Int64, now: Instant) {
        cursor = sequence - Int64(capacity / 2)
        highest = sequence - 1
        isWaiting = true
        askAt = now + retransmissionLimit
    }

    private mutating func restart(at sequence: Int64, now: Instant) {
        counters.restarts += 1
        reset()
        begin(at: sequence, now: now)
    }

    /// Slides the window so that a packet fits; flowing, that means to give up what it waits for.
    private mutating func makeRoom(for sequence: Int64, now: Instant) {
        let oldest = sequence - Int64(capacity) + 1
        if !isWaiting, let cursor, cursor < oldest { giveUp(now: now) }
        guard let cursor, cursor < oldest else { return }
        if !isWaiting { waitForKeyFrame() }
        self.cursor = oldest
    }

    /// Takes a packet's data out of it, and notes which packets before it are missing.
    mutating func store(
        _ sequence: Int64,
        header: RTPHeader,
        packet: Span<UInt8>,
        orientation: PictureOrientation?,
        now: Instant,
    ) {
        var slot = Slot()
        slot.sequence = sequence
        slot.instant = now
        if header.payloadRange.isEmpty {
            slot.content = .padding
        } else if !take(packet.extracting(header.payloadRange), into: &slot) {
            counters.malformed += 1
            // As if it had been lost.
            slot.content = .missing
        }
        slot.isMarked = header.marker
        slot.orientation = orientation
        if slot.content == .media { slot.timestamp = unwrapper.unwrap(header.timestamp) }
        if sequence > highest {
            for number in highest + 1..<sequence { noteMissing(number, now: now) }
            highest = sequence
        } else if slot.content == .missing {
            return
        }
        slots[index(of: sequence)] = slot
    }

    private mutating func noteMissing(_ sequence: Int64, now: Instant) {
        var slot = Slot()
        slot.content = .missing
        slot.sequence = sequence
        slot.instant = now
        slots[index(of: sequence)] = slot
    }

    /// - Returns: false if the payload cannot be VP8 or is longer than a datagram.
    private mutating func take(_ payload: Span<UInt8>, into slot: inout Slot) -> Bool {
        var length = 0
        guard let descriptor = try? VP8PayloadDescriptor(parsing: payload, length: &length),
            payload.count - length <= Self.slotBytes
        else { return false }
        slot.content = .media
        slot.count = payload.count - length
        slot.startsFrame = descriptor.startsFrame
        // RFC 6386 §9.1: the lowest bit of a frame is 0 in a key frame.
        slot.startsKeyFrame = descriptor.startsFrame && payload[length] & 1 == 0
        slot.isNonReference = descriptor.isNonReference
        slot.pictureID = descriptor.pictureID
        slot.baseLayerIndex = descriptor.baseLayerIndex
        slot.layer = descriptor.layer
        let start = index(of: slot.sequence) * Self.slotBytes
        var storage = bytes.mutableSpan
        storage.store(payload.extracting(length..<payload.count), at: start)
        return true
    }

    /// Copies the data of the packets of a frame, one after the other.
    func copy(_ range: Range<Int64>, into destination: inout MutableSpan<UInt8>) {
        var offset = 0
        for sequence in range {
            let index = index(of: sequence)
            guard slots[index].content == .media else { continue }
            let start = index * Self.slotBytes
            let count = slots[index].count
            destination.store(bytes.span.extracting(start..<start + count), at: offset)
            offset += count
        }
    }
}
