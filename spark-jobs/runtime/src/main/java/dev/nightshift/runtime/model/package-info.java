/** Language models inside the processes of a cluster: loaded once each, named by their digest. */
@NullMarked
package dev.nightshift.runtime.model;

import org.jspecify.annotations.NullMarked;
