// Package foreign reads inventories of other programs: it recognises which
// program wrote one, reads it, and tells what was understood and what was not.
package foreign
