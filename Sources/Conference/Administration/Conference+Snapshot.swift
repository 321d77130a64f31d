extension Conference {
    /// A JPEG file of what a room looks like now, in the size of its canvas.
    ///
    /// Also of a room that nobody watches, which takes up to two seconds: its participants' pictures
    /// are decoded and composed for the purpose.
    ///
    /// - Throws: `AdministrationError.noSuchRoom`; `.noPicture` if the stages made none in time.
    package func snapshot(ofRoom name: String) async throws(AdministrationError) -> [UInt8] {
        let room = try room(name)
        guard let file = await room.snapshot() else { throw .noPicture }
        return file
    }
}
