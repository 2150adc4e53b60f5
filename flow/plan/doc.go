// Package plan is a list of changes that are shown, agreed to, carried out one by one and undone.
//
// A Plan is data: a Target, and Steps that say what a member was and will be, why, what becomes possible for more
// people, how a step is undone and what proves it. It can be printed, saved (Encode), reviewed on another day, read
// back (Read) and carried out (Run). Rooms above make plans: they decide what to change, and this one how.
//
// What is sent follows from a step's changes alone (Step.Request). A file that shows one request and means another, or
// a member that is not in the table of what a plan may change, is refused by Read: a plan is a file that people send
// each other.
//
// Run looks before each step whether the target is still as the plan says; a step that is done already is not done
// again, and a target that changed since stops the run. After a step it reads until the change is seen. Before anything
// is sent, and after each step, it hands out the Plan that leads back, so that even a killed program leaves it behind.
// A step that fails stops the run; Result says for each step whether it was done, was so before, was not begun, or may
// have been done.
//
// Steps are carried out by Doers, one for each Service: Directory for Microsoft Graph (directory.go), and those of
// flow/install for files and products.
package plan
