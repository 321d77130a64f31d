extension HeaderExtensions {
    /// Overwrites what is only known when a packet leaves, in place.
    ///
    /// Extensions that the packet lacks are not added; a packet that cannot be read stays as it is.
    package static func restamp(
        _ packet: inout MutableSpan<UInt8>,
        map: ExtensionMap,
        absoluteSendTime: AbsoluteSendTime?,
        transportSequence: UInt16?,
    ) {
        guard let header = try? RTPHeader(parsing: packet.span),
            let profile = header.extensionProfile
        else { return }
        var elements = ExtensionElements(profile: profile, range: header.extensionRange)
        while let element = try? elements.next(in: packet.span) {
            let offset = element.range.lowerBound
            switch (map.meaning(of: element.identifier), element.range.count) {
            case (.absoluteSendTime, 3):
                guard let absoluteSendTime else { continue }
                packet.store24(absoluteSendTime.rawValue, at: offset)
            case (.transportSequence, 2):
                guard let transportSequence else { continue }
                packet.store(transportSequence, at: offset)
            default:
                continue
            }
        }
    }
}
