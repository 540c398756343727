#ifndef CEMBEDDED_H
#define CEMBEDDED_H

#include <stddef.h>

/// A file of the source tree, compiled into the program. It lives as long as the program does.
typedef struct {
    const char *name;
    const unsigned char *start;
    size_t count;
} embedded_file;

/// The migrations of the database, in the order in which they run.
const embedded_file *embedded_migrations(size_t *count);

/// The files that the console's pages are made of.
const embedded_file *embedded_pages(size_t *count);

#endif
