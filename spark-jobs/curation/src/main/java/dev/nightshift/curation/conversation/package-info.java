/**
 * Conversations as lists of messages, read from the layouts that data sets use and written back in
 * them.
 */
@NullMarked
package dev.nightshift.curation.conversation;

import org.jspecify.annotations.NullMarked;
