/**
 * What this verifier serves and at what cost. The description is made once after the model was
 * loaded and measured. Only the load figures are read at every call.
 */
@NullMarked
package io.vsd.verifier.describe;

import org.jspecify.annotations.NullMarked;
