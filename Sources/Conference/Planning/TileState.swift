/// How somebody is, as far as their tile tells of it.
package struct TileState: Hashable, Sendable {
    /// Gives the initials that stand for a picture.
    package var name = ""
    package var isSpeaking = false
    /// Has turned the microphone off, or sends none.
    package var isMuted = false
    package var isCameraOff = false
    /// Its network loses or delays much of what it sends.
    package var isWeak = false
    /// Its socket or its media path is lost for the moment.
    package var isReconnecting = false
    /// For how many whole seconds no new picture has come; nil while they come.
    package var frozenSeconds: Int?

    package init() {}
}
