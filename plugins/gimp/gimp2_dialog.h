// The dialog of an export in GIMP 2.10.
#ifndef KMC_PLUGINS_GIMP_GIMP2_DIALOG_H_
#define KMC_PLUGINS_GIMP_GIMP2_DIALOG_H_

#include "plugins/gimp/export_options.h"

namespace kmc::gimp {

// Lets the user change the options. colormap_size: of an indexed image, whose
// colours are kept, so that there is nothing to choose about them; 0 otherwise.
// False if the user cancels.
bool AskOptions(int colormap_size, ExportOptions& options);

}  // namespace kmc::gimp

#endif  // KMC_PLUGINS_GIMP_GIMP2_DIALOG_H_
