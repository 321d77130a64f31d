package import Media

/// Who stands where in the mixed picture, as the server tells.
package struct MosaicLayout: Hashable, Sendable {
    package struct Region: Hashable, Sendable {
        package var participant: String
        /// In samples of the mosaic.
        package var rect: PixelRect
        /// The picture is wholly shown; else it covers its region and is cropped.
        package var isContained: Bool
    }

    package var size: PixelSize
    package var regions: [Region]
    /// Holds from the frame with this timestamp on; nil: from now.
    package var rtpTimestamp: UInt32?

    package init(size: PixelSize, regions: [Region], rtpTimestamp: UInt32?) {
        self.size = size
        self.regions = regions
        self.rtpTimestamp = rtpTimestamp
    }
}
