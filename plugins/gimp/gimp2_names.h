// What GIMP 2.10 knows the plug-in by.
#ifndef KMC_PLUGINS_GIMP_GIMP2_NAMES_H_
#define KMC_PLUGINS_GIMP_GIMP2_NAMES_H_

namespace kmc::gimp {

inline constexpr char kFormatName[] = "KMC";
inline constexpr char kBinary[] = "file-kmc";
inline constexpr char kLoadProcedure[] = "file-kmc-load";
inline constexpr char kThumbnailProcedure[] = "file-kmc-load-thumb";
inline constexpr char kExportProcedure[] = "file-kmc-save";

}  // namespace kmc::gimp

#endif  // KMC_PLUGINS_GIMP_GIMP2_NAMES_H_
