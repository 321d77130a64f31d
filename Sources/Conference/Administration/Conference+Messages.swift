extension Conference {
    /// Tells everybody in a room a line from the host.
    package func post(_ text: String, toRoom name: String) async throws(AdministrationError) {
        await (try room(name)).broadcast(.chat(from: .host, text: text, isPrivate: false))
    }
}

extension ParticipantID {
    /// Who speaks in a room without being in it; shorter than any id that is given out.
    package static let host = ParticipantID("host")
}
