package portal

// View and Pages are the portal's pages with what they show, for the tests of this room.
type View = view

var Pages = bladePages
