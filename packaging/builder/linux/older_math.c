/* The mathematics of glibc before 2.29.
 *
 * Of these functions glibc 2.29 has a second version, which tells of errors in another way, and a
 * linker takes the newest; what it links would start on nothing older. The values are the same.
 * This is linked into every library, which then has its own name for each and asks for the old one.
 */

#define OLDER(name, arguments, values)                              \
    __asm__(".symver older_" #name ", " #name "@GLIBC_2.2.5");      \
    double older_##name arguments;                                  \
    __attribute__((visibility("hidden"))) double name arguments     \
    {                                                               \
        return older_##name values;                                 \
    }

OLDER(exp, (double x), (x))
OLDER(exp2, (double x), (x))
OLDER(log, (double x), (x))
OLDER(log2, (double x), (x))
OLDER(pow, (double x, double y), (x, y))
