/**
 * Source code: its language, and the published rules that tell written code from what programs
 * wrote, packed or stored as code.
 */
@NullMarked
package dev.nightshift.curation.ingest.code;

import org.jspecify.annotations.NullMarked;
